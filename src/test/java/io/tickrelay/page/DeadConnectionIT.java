package io.tickrelay.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.Program;
import io.tickrelay.testing.Requires;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page on a connection that dies without a close.
 */
@Requires(Program.CHROMIUM)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "relay.downstream.keep-alive=3s")
@ActiveProfiles("demo")
@Tag("full")
class DeadConnectionIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** Notes each state of the connection, and what was resumed. */
	private static final String RECORD = """
			const connection = document.getElementById('connection');
			window.states = [connection.dataset.state];
			new MutationObserver(() => states.push(connection.dataset.state))
				.observe(connection, { attributes: true, attributeFilter: ['data-state'] });
			""";

	private static @Nullable ChromeDriver shared;

	@LocalServerPort
	private int port;

	@BeforeAll
	static void openBrowser() {
		shared = Browser.open();
	}

	@AfterAll
	static void closeBrowser() {
		if (shared != null) {
			shared.quit();
		}
	}

	@BeforeEach
	void leaveThePage() {
		browser().get("about:blank");
	}

	@Test
	void givesItUpWithinThreeKeepAlivesAndResumesOnAnother() throws IOException {
		try (ByteProxy wire = new ByteProxy(this.port)) {
			String connection = openLive(wire);
			wire.freeze();
			long frozenNs = System.nanoTime();
			awaitState("stale");
			assertThat(Duration.ofNanos(System.nanoTime() - frozenNs)).isLessThan(Duration.ofSeconds(12));
			awaitAnother(connection);
			assertThat(states()).containsSubsequence("live", "stale", "live");
			assertThat(browser().findElement(By.id("notice")).getText()).as("nothing was missed").isEmpty();
			assertThat(browser().findElement(By.cssSelector(".card .gaps")).getText()).isEmpty();
		}
	}

	@Test
	void staysStaleAsLongAsNothingCanBeHad() throws IOException {
		try (ByteProxy wire = new ByteProxy(this.port)) {
			openLive(wire);
			wire.fallSilent();
			awaitState("stale");
			assertThat(browser().findElement(By.id("connection")).getText()).isEqualTo("stale");
			await().atMost(PATIENCE)
				.until(() -> browser().findElement(By.cssSelector(".card")).getDomAttribute("data-state"),
						"stale"::equals);
			Path folder = Files.createDirectories(Path.of("target", "screenshots"));
			Files.write(folder.resolve("page-dead-connection.png"), browser().getScreenshotAs(OutputType.BYTES));
			assertThat(browser().findElement(By.id("connection")).getText()).isEqualTo("stale");
		}
	}

	/**
	 * A laptop's sleep shows as a step of its clock. A network that is back shows as an
	 * event.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "const now = Date.now; Date.now = () => now() + 60000;",
			"const now = Date.now; Date.now = () => now() + 60000; document.dispatchEvent(new Event('visibilitychange'));",
			"window.dispatchEvent(new Event('online'));" })
	void givesItUpSoonerWhereItHasReasonTo(String reason) throws IOException {
		try (ByteProxy wire = new ByteProxy(this.port)) {
			openLive(wire);
			wire.freeze();
			long frozenNs = System.nanoTime();
			browser().executeScript(reason);
			awaitState("stale");
			assertThat(Duration.ofNanos(System.nanoTime() - frozenNs)).isLessThan(Duration.ofSeconds(7));
		}
	}

	/** The connection's name once the page is live. */
	private static String openLive(ByteProxy wire) {
		browser().get("http://127.0.0.1:" + wire.port() + "/?symbols=BTCUSDT&channels=trade");
		await().atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> browser().findElement(By.cssSelector(".card")).getDomAttribute("data-state"), "live"::equals);
		browser().executeScript(RECORD);
		return connection();
	}

	private static void awaitState(String wanted) {
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> states().contains(wanted));
	}

	private static void awaitAnother(String connection) {
		// The browser has five more connections that are dead, and tries each.
		await().atMost(PATIENCE.multipliedBy(2))
			.until(() -> state().equals("live") && !connection().equals(connection));
	}

	private static List<String> states() {
		return List.of(requireNonNull((String) browser().executeScript("return states.join()")).split(","));
	}

	private static String state() {
		return requireNonNull(browser().findElement(By.id("connection")).getDomAttribute("data-state"));
	}

	private static String connection() {
		return browser().findElement(By.id("connection-id")).getText();
	}

	private static ChromeDriver browser() {
		return requireNonNull(shared);
	}

}
