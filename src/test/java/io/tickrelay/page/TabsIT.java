package io.tickrelay.page;

import java.time.Duration;
import java.util.List;

import io.tickrelay.testing.Program;
import io.tickrelay.testing.Requires;
import io.tickrelay.testing.ServedOverTls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real browser with more streams than connections to one host, which only HTTP/2
 * allows.
 */
@Requires(Program.CHROMIUM)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "server.http2.enabled=true")
@ContextConfiguration(initializers = ServedOverTls.class)
@ActiveProfiles("demo")
@Tag("full")
class TabsIT {

	private static final int STREAMS = 10;

	/**
	 * Answers with the protocol of the page, once each stream has had two ticks.
	 */
	private static final String COUNT = """
			const [streams, done] = arguments;
			const ticks = new Array(streams).fill(0);
			for (let i = 0; i < streams; i++) {
				new EventSource('/v1/stream?streams=BTCUSDT@trade&tab=' + i).addEventListener('trade', () => {
					ticks[i]++;
					if (ticks.every((count) => count >= 2)) {
						done(performance.getEntriesByType('navigation').map((entry) => entry.nextHopProtocol));
					}
				});
			}
			""";

	private static @Nullable ChromeDriver shared;

	@LocalServerPort
	private int port;

	@BeforeAll
	static void openBrowser() {
		shared = Browser.open("--ignore-certificate-errors");
	}

	@AfterAll
	static void closeBrowser() {
		if (shared != null) {
			shared.quit();
		}
	}

	@Test
	void readsMoreStreamsThanABrowserHasConnectionsForAHost() {
		ChromeDriver browser = requireNonNull(shared);
		browser.manage().timeouts().scriptTimeout(Duration.ofSeconds(20));
		browser.get("https://localhost:" + this.port + "/");
		assertThat(browser.executeAsyncScript(COUNT, STREAMS)).isEqualTo(List.of("h2"));
	}

}
