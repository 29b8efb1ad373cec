package io.tickrelay.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.SimulatorServer;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.Program;
import io.tickrelay.testing.Requires;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.ActiveProfiles;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page of a relay in its demo.
 */
@Requires(Program.CHROMIUM)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@Tag("full")
class PageIT {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static @Nullable ChromeDriver shared;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

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
	void showsThreeLiveCardsOfSimulatedData() throws IOException {
		open("");
		awaitStates("live", 3);
		WebElement simulated = browser().findElement(By.id("simulated"));
		assertThat(simulated.isDisplayed()).isTrue();
		assertThat(simulated.getText()).startsWith("SIMULATED DATA");
		assertThat(cards()).extracting((card) -> card.getDomAttribute("data-card"))
			.containsExactly("crypto:BTCUSDT", "stock:AAPL.US", "common:XAUUSD");
		for (WebElement card : cards()) {
			Set<String> prices = new HashSet<>();
			await().atMost(PATIENCE)
				.until(() -> prices.add(card.findElement(By.cssSelector("[data-price]")).getText())
						&& prices.size() >= 3);
			assertThat(prices).allSatisfy((price) -> assertThat(price).matches("[0-9]+(\\.[0-9]+)?"));
			for (String side : List.of("ask", "bid")) {
				List<WebElement> rows = card.findElements(By.cssSelector("tbody[data-side=" + side + "] tr"));
				assertThat(rows).hasSize(5);
				assertThat(rows).allSatisfy((row) -> assertThat(row.getText()).matches(side + " [0-9.]+ [0-9.]+"));
			}
			for (String field : List.of("open", "high", "low", "close", "volume")) {
				assertThat(card.findElement(By.cssSelector("[data-field=" + field + "]")).getText())
					.matches("[0-9]+(\\.[0-9]+)?");
			}
		}
		screenshot("page-live.png");
		assertNoErrors();
	}

	@Test
	void marksCardsStaleInAnOutageAndLiveAfterIt() throws IOException {
		open("");
		awaitStates("live", 3);
		try {
			this.vendor.faults().refuseAll(503);
			this.vendor.faults().dropAll();
			awaitStates("stale", 3);
			assertThat(browser().findElement(By.cssSelector(".card .why")).getText()).contains("the upstream");
			assertThat(browser().findElement(By.id("connection")).getText()).isEqualTo("live");
			screenshot("page-stale.png");
		}
		finally {
			this.vendor.faults().acceptAll();
		}
		awaitStates("live", 3);
		assertThat(browser().findElement(By.cssSelector(".card .gaps")).getText())
			.isEqualTo("updates lost while the upstream was away");
		screenshot("page-recovered.png");
		assertNoErrors();
	}

	@Test
	void showsTheRelaysWordsAboutABadSymbolBesideTheGoodOne() {
		open("?symbols=BTCUSDT,WHAT&channels=trade");
		WebElement rejected = await().atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> browser().findElement(By.cssSelector("li[data-state=rejected]")), WebElement::isDisplayed);
		assertThat(rejected.getText()).contains("The symbol's form does not tell its business");
		await().atMost(PATIENCE)
			.until(() -> browser().findElements(By.cssSelector(".card[data-state=live]")).size() == 1);
		assertNoErrors();
	}

	@Test
	void showsTheRelaysWordsWhereNothingCanBeWatched() throws IOException {
		open("?symbols=WHAT&channels=trade");
		WebElement problem = await().atMost(PATIENCE)
			.until(() -> browser().findElement(By.id("problem")), WebElement::isDisplayed);
		assertThat(problem.getText()).contains("WHAT@trade", "ambiguous_symbol",
				"The symbol's form does not tell its business");
		assertThat(cards()).isEmpty();
		screenshot("page-problem.png");
		// The browser itself logs the answer 400; the page has nothing to add.
		assertThat(errors()).allSatisfy((entry) -> assertThat(entry).contains("400 (Bad Request)"));
	}

	@Test
	void keepsTheAddressInStepWithTheForm() {
		open("?symbols=BTCUSDT&channels=trade");
		awaitStates("live", 1);
		WebElement symbols = browser().findElement(By.id("symbols"));
		symbols.clear();
		symbols.sendKeys("ETHUSDT, EURUSD");
		browser().findElement(By.cssSelector("#watch button")).click();
		awaitStates("live", 2);
		assertThat(cards()).extracting((card) -> card.getDomAttribute("data-card"))
			.containsExactly("crypto:ETHUSDT", "common:EURUSD");
		assertThat(requireNonNull(browser().getCurrentUrl())).endsWith("?symbols=ETHUSDT,EURUSD&channels=trade");
		browser().navigate().back();
		awaitStates("live", 1);
		assertThat(cards()).extracting((card) -> card.getDomAttribute("data-card")).containsExactly("crypto:BTCUSDT");
		assertNoErrors();
	}

	private void open(String query) {
		errors();
		browser().get("http://127.0.0.1:" + this.port + "/" + query);
	}

	private static void awaitStates(String state, int count) {
		await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
			assertThat(cards()).hasSize(count);
			assertThat(cards()).extracting((card) -> card.getDomAttribute("data-state")).containsOnly(state);
		});
	}

	private static List<WebElement> cards() {
		return browser().findElements(By.cssSelector("#cards > .card"));
	}

	private static void assertNoErrors() {
		assertThat(errors()).isEmpty();
	}

	/** What the console says since the last call, of warnings and worse. */
	private static List<String> errors() {
		return browser().manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::toString)
			.toList();
	}

	private static void screenshot(String name) throws IOException {
		Path folder = Files.createDirectories(Path.of("target", "screenshots"));
		Files.write(folder.resolve(name), browser().getScreenshotAs(OutputType.BYTES));
	}

	private static ChromeDriver browser() {
		return requireNonNull(shared);
	}

	/** The demo's simulator, with faults. */
	@TestConfiguration(proxyBeanMethods = false)
	static class Faulty {

		@Bean(destroyMethod = "close")
		Simulator vendor() {
			return Simulator.start(SimulatorSettings.defaults());
		}

		@Bean(destroyMethod = "")
		@Primary
		SimulatorServer faultySimulator(Simulator vendor) {
			return vendor.server();
		}

	}

}
