package io.tickrelay.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;

import io.tickrelay.downstream.session.Clients;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.Program;
import io.tickrelay.testing.Requires;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page of a relay that asks for a key. The relay ends its connections soon, so that
 * the page has to come back with another ticket. The page's security policy is tested,
 * too.
 */
@Requires(Program.CHROMIUM)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.downstream.security.mode=api-key", "relay.downstream.max-connection-age=4s",
				"relay.downstream.security.keys[0].name=page",
				"relay.downstream.security.keys[0].hash="
						+ "7cbefd75d17d7ece60b134707c9f609a39101094e31ac73cc1effb3ae9d4f4fc" })
@ActiveProfiles("demo")
@Tag("full")
class KeyPageIT {

	private static final String KEY = "a-key-of-a-page";

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	private static @Nullable ChromeDriver shared;

	@LocalServerPort
	private int port;

	@Autowired
	private Clients clients;

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

	@Test
	void asksForTheKeyAndUsesATicketPerConnection() throws IOException {
		browser().get("http://127.0.0.1:" + this.port + "/?symbols=BTCUSDT&channels=trade,depth");
		await().atMost(PATIENCE).until(() -> browser().findElement(By.id("secret")).isDisplayed());
		Files.write(Files.createDirectories(Path.of("target", "screenshots")).resolve("key.png"),
				browser().getScreenshotAs(OutputType.BYTES));
		show("wrong");
		await().atMost(PATIENCE)
			.until(() -> browser().findElement(By.id("problem")).getText().contains("not known here"));
		show(KEY);
		awaitLive();
		String first = connection();
		// The relay ended the connection. The browser's own retry shows the used ticket.
		await().atMost(PATIENCE).ignoreExceptions().until(() -> !connection().isEmpty() && !connection().equals(first));
		awaitLive();
		assertThat(requireNonNull(browser().getPageSource())).doesNotContain(KEY);
		assertThat((String) browser()
			.executeScript("return JSON.stringify([localStorage, sessionStorage, document.cookie])"))
			.doesNotContain(KEY);
		assertThat(this.clients.count()).isLessThanOrEqualTo(2);
	}

	@Test
	void runsNothingThatDoesNotComeFromTheRelay() {
		browser().get("http://127.0.0.1:" + this.port + "/");
		assertThat(Http.get(this.port, "/").headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'")
				.doesNotContain("unsafe"));
		browser().manage().logs().get(LogType.BROWSER);
		Object ran = browser().executeScript("""
				window.ran = false;
				const script = document.createElement('script');
				script.textContent = 'window.ran = true';
				document.head.append(script);
				const image = document.createElement('img');
				image.setAttribute('onerror', 'window.ran = true');
				image.src = 'http://127.0.0.1:1/x.png';
				document.body.append(image);
				return window.ran""");
		assertThat(ran).isEqualTo(false);
		List<String> said = browser().manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map((entry) -> entry.getMessage())
			.toList();
		assertThat(said).anyMatch((line) -> line.contains("Content Security Policy"));
	}

	private static void show(String key) {
		browser().findElement(By.id("secret")).sendKeys(key);
		browser().findElement(By.cssSelector("#credential button")).click();
	}

	private static void awaitLive() {
		await().atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> "live"
				.equals(browser().findElement(By.cssSelector("#cards > .card")).getDomAttribute("data-state")));
	}

	private static String connection() {
		return browser().findElement(By.id("connection-id")).getText();
	}

	private static ChromeDriver browser() {
		return requireNonNull(shared);
	}

}
