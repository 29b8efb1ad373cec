package io.tickrelay.catalog;

import java.util.List;
import java.util.Set;

import io.tickrelay.tick.Business;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SymbolPatternsTests {

	private static final List<String> QUOTES = List.of("USDT", "USDC", "FDUSD", "TUSD", "BUSD", "DAI", "BTC", "ETH",
			"BNB");

	private static final Set<Business> STANDARD = Set.of(Business.STOCK, Business.CRYPTO, Business.COMMON);

	private final SymbolPatterns forms = new SymbolPatterns(STANDARD, QUOTES);

	@ParameterizedTest
	@CsvSource({ "AAPL.US,stock", "BRK.B.US,stock", "00700.HK,stock", "600519.SH,stock", "000001.SZ,stock",
			"7203.JP,stock", "RELIANCE.IN,stock", "005930.KS,stock", "2330.TW,stock", "USDJPY,common", "EURUSD,common",
			"XAUUSD,common", "XAGEUR,common", "XPTUSD,common", "XPDUSD,common", "BTCUSDT,crypto", "BTCUSDC,crypto",
			"ETHBTC,crypto", "SOLETH,crypto", "1000PEPEUSDT,crypto", "USDTUSDC,crypto", "BTCDAI,crypto",
			"BTC-USDT,crypto", "BTC/USDT,crypto" })
	void theFormTellsTheBusiness(String symbol, String business) {
		assertThat(this.forms.apply(symbol)).isEqualTo(new Business(business));
	}

	@ParameterizedTest
	@CsvSource({ "7203.JP,japan", "RELIANCE.IN,india", "005930.KS,korea", "2330.TW,taiwan" })
	void aMarketBelongsToItsOwnBusinessWhereThatIsServed(String symbol, String business) {
		Business own = new Business(business);
		SymbolPatterns served = new SymbolPatterns(Set.of(Business.STOCK, own), QUOTES);
		assertThat(served.apply(symbol)).isEqualTo(own);
		assertThat(served.apply("AAPL.US")).isEqualTo(Business.STOCK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "AAPL", "FOO", "BTC", "USDT", "ETH", "USD", "USDXXX1", "AAPL.XX", "AAPL.us", "AAPL.",
			"BTCUSDT.XX", "EURUSDX", "XAU", "btcusdt", "BTCUSD", "SPX500", "CL=F", "." })
	void aFormThatFitsNoRuleIsAmbiguous(String symbol) {
		assertThat(this.forms.apply(symbol)).isNull();
	}

	@Test
	void aPairOfCurrenciesGoesBeforeAQuoteAsset() {
		SymbolPatterns odd = new SymbolPatterns(STANDARD, List.of("USD"));
		assertThat(odd.apply("EURUSD")).isEqualTo(Business.COMMON);
		assertThat(odd.apply("BTCUSD")).isEqualTo(Business.CRYPTO);
		assertThat(odd.apply("USD")).isNull();
	}

	@Test
	void aSuffixGoesBeforeEverything() {
		assertThat(this.forms.apply("BTCUSDT.US")).isEqualTo(Business.STOCK);
		assertThat(this.forms.apply("EURUSD.HK")).isEqualTo(Business.STOCK);
	}

	@Test
	void theQuoteAssetsAreTheConfiguredOnes() {
		SymbolPatterns few = new SymbolPatterns(STANDARD, List.of("EUR"));
		assertThat(few.apply("BTCUSDT")).isNull();
		assertThat(few.apply("BTCEUR")).isEqualTo(Business.CRYPTO);
	}

}
