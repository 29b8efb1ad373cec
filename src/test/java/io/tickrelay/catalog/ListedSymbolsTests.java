package io.tickrelay.catalog;

import java.util.List;

import io.tickrelay.tick.Business;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ListedSymbolsTests {

	private final Catalog catalog = new Catalog(Catalogs.STANDARD, Catalogs.properties(1000), () -> 0, true);

	private final SymbolPatterns forms = new SymbolPatterns(Catalogs.STANDARD, List.of("USDT", "BTC"));

	private final ListedSymbols symbols = new ListedSymbols(this.catalog, this.forms, true);

	@Test
	void goesByTheFormAndRejectsNothingBeforeAListIsLoaded() {
		assertThat(this.symbols.apply("BTCUSDT")).isEqualTo(Business.CRYPTO);
		assertThat(this.symbols.apply("SPX")).isNull();
		assertThat(this.symbols.instead(Business.CRYPTO, "NONEUSDT")).isEmpty();
		assertThat(this.symbols.instead(null, "NONE")).isEmpty();
	}

	@Test
	void aListKnowsBetterThanTheForm() {
		this.catalog.onListed(ProductType.INDICES, Catalogs.rows("SPX", "XBTC"));
		assertThat(this.symbols.apply("SPX")).isEqualTo(Business.COMMON);
		assertThat(this.symbols.apply("XBTC")).isEqualTo(Business.COMMON);
		assertThat(this.symbols.apply("YBTC")).isEqualTo(Business.CRYPTO);
		assertThat(this.symbols.instead(Business.COMMON, "SPX")).isEmpty();
	}

	@Test
	void aSymbolWithTwoBusinessesIsDecidedByItsFormAlone() {
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("BTCUSDT", "GOLD"));
		this.catalog.onListed(ProductType.FUTURES, Catalogs.rows("BTCUSDT", "GOLD"));
		assertThat(this.symbols.apply("BTCUSDT")).isEqualTo(Business.CRYPTO);
		assertThat(this.symbols.apply("GOLD")).isNull();
		assertThat(this.symbols.instead(null, "GOLD")).isEmpty();
		assertThat(this.symbols.instead(Business.COMMON, "GOLD")).isEmpty();
		assertThat(this.symbols.instead(Business.CRYPTO, "GOLD")).isEmpty();
	}

	@Test
	void proposesWhatIsNearWithItsBusiness() {
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("BTCUSDT"));
		assertThat(this.symbols.instead(Business.CRYPTO, "BTCUSD")).hasValue(List.of("crypto:BTCUSDT"));
		assertThat(this.symbols.instead(Business.CRYPTO, "QQQQQQQQ")).hasValue(List.of());
		for (ProductType type : List.of(ProductType.STOCK_US, ProductType.STOCK_HK, ProductType.STOCK_CN,
				ProductType.STOCK_JP, ProductType.STOCK_KS, ProductType.STOCK_IN, ProductType.STOCK_TW)) {
			this.catalog.onListed(type, Catalogs.rows("1"));
		}
		assertThat(this.symbols.instead(Business.STOCK, "BTCUSDT")).hasValue(List.of("crypto:BTCUSDT"));
	}

	@Test
	void tellsHowASymbolIsSpelledThatWasTypedInOtherLetters() {
		for (String typed : List.of("btcusdt", "Btcusdt", "btcUSDT")) {
			assertThat(this.symbols.spelled(Business.CRYPTO, typed)).as("by its form").hasValue("BTCUSDT");
			assertThat(this.symbols.spelled(null, typed)).hasValue("BTCUSDT");
			assertThat(this.symbols.spelled(Business.STOCK, typed)).isEmpty();
		}
		assertThat(this.symbols.spelled(Business.CRYPTO, "btcfoo")).isEmpty();
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("BTCUSDT", "lowUSDT", "LOWUSDT"));
		this.catalog.onListed(ProductType.INDICES, Catalogs.rows("SPXm"));
		assertThat(this.symbols.spelled(Business.CRYPTO, "BTCUSDT")).isEmpty();
		assertThat(this.symbols.spelled(Business.COMMON, "spxM")).as("by a list").hasValue("SPXm");
		assertThat(this.symbols.spelled(null, "SPXM")).hasValue("SPXm");
		assertThat(this.symbols.spelled(Business.CRYPTO, "lowUSDT")).as("which is listed").isEmpty();
		assertThat(this.symbols.spelled(null, "lowUSDT")).isEmpty();
	}

	@Test
	void letsEverySpellingThroughWhereNoSymbolIsRefused() {
		ListedSymbols open = new ListedSymbols(this.catalog, this.forms, false);
		assertThat(open.spelled(Business.CRYPTO, "btcusdt")).isEmpty();
		assertThat(open.spelled(null, "btcusdt")).as("whose business is told by no form").hasValue("BTCUSDT");
	}

	@Test
	void rejectsNothingWhereThatIsSwitchedOff() {
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("BTCUSDT"));
		assertThat(new ListedSymbols(this.catalog, this.forms, false).instead(Business.CRYPTO, "BTCUSD")).isEmpty();
	}

}
