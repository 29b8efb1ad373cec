package io.tickrelay.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.tickrelay.tick.Business;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The answers that product lists give.
 */
class CatalogTests {

	private long nowMs;

	private Catalog catalog = new Catalog(Catalogs.STANDARD, Catalogs.properties(1000), () -> this.nowMs, true);

	@ParameterizedTest
	@EnumSource
	void aProductHasTheBusinessOfItsType(ProductType type) {
		this.catalog.onListed(type, Catalogs.rows("ANY"));
		Business expected = switch (type) {
			case STOCK_US, STOCK_HK, STOCK_CN, STOCK_JP, STOCK_KS, STOCK_IN, STOCK_TW -> Business.STOCK;
			case CRYPTO -> Business.CRYPTO;
			case FOREX, FUTURES, ENERGY, METAL, INDICES -> Business.COMMON;
		};
		assertThat(this.catalog.search(type, "any", 5).products()).singleElement()
			.returns(expected, Product::business)
			.returns(type, Product::type);
	}

	@Test
	void knowsTheTypesOfTheServedBusinesses() {
		Business japan = new Business("japan");
		Catalog served = new Catalog(Set.of(japan, Business.CRYPTO), Catalogs.properties(10), () -> 0, true);
		assertThat(served.types()).containsExactly(ProductType.STOCK_JP, ProductType.CRYPTO);
		assertThat(served.status(ProductType.STOCK_JP).business()).isEqualTo(japan);
		assertThatIllegalArgumentException().isThrownBy(() -> served.status(ProductType.METAL));
		assertThatIllegalArgumentException().isThrownBy(() -> served.failures(ProductType.METAL));
	}

	@Test
	void ranksTheCodeThenItsBeginningThenNames() {
		this.catalog.onListed(ProductType.STOCK_US,
				List.of(Catalogs.row("SNAPPY.US", "Zebra", null, null),
						Catalogs.row("PINE.US", "Pineapple", null, null),
						Catalogs.row("APPF.US", "AppFolio", null, null), Catalogs.row("AAPL.US", "Apple", null, null),
						Catalogs.row("APP.US", "Lovin", null, null), Catalogs.row("XX.US", "app", null, null)));
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("APP", "APPUSDT"));
		assertThat(found("app")).containsExactly("APP", "APP.US", "APPF.US", "APPUSDT", "XX.US", "AAPL.US", "PINE.US",
				"SNAPPY.US");
		assertThat(found("APP")).isEqualTo(found("app"));
		assertThat(this.catalog.search(ProductType.CRYPTO, "app", 9).total()).isEqualTo(2);
		Found some = this.catalog.search(null, "app", 3);
		assertThat(some.total()).isEqualTo(8);
		assertThat(Catalogs.symbols(some.products())).containsExactly("APP", "APP.US", "APPF.US");
	}

	@ParameterizedTest
	@CsvSource({ "苹果, AAPL.US", "蘋果, AAPL.US", "果, AAPL.US", "APPLE, AAPL.US", "aapl, AAPL.US", "aapl.us, AAPL.US",
			"茅台, 600519.SH", "騰訊, 00700.HK", "700, 00700.HK", "00700, 00700.HK", "kweichow m, 600519.SH" })
	void findsByCodeAndByEnglishAndChineseNames(String text, String symbol) {
		this.catalog.onListed(ProductType.STOCK_US, List.of(Catalogs.row("AAPL.US", "Apple", "苹果", "蘋果")));
		this.catalog.onListed(ProductType.STOCK_HK, List.of(Catalogs.row("00700.HK", "Tencent", "腾讯控股", "騰訊控股")));
		this.catalog.onListed(ProductType.STOCK_CN,
				List.of(Catalogs.row("600519.SH", "Kweichow Moutai", "贵州茅台", null)));
		assertThat(found(text)).containsExactly(symbol);
	}

	@Test
	void withoutATextTellsWhatThereIsByTypeAndSymbol() {
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("ETHUSDT", "BTCUSDT"));
		this.catalog.onListed(ProductType.STOCK_US, Catalogs.rows("MSFT.US", "AAPL.US"));
		assertThat(found("")).containsExactly("AAPL.US", "MSFT.US", "BTCUSDT", "ETHUSDT");
		assertThat(this.catalog.search(null, "\n", 9).total()).isZero();
	}

	@Test
	void keepsNoMoreRowsThanItMay() {
		this.catalog = new Catalog(Catalogs.STANDARD, Catalogs.properties(5), () -> this.nowMs, true);
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("A", "B", "C", "A"));
		assertThat(this.catalog.onListed(ProductType.METAL, Catalogs.rows("D", "E", "F", "G"))).isEqualTo(2);
		assertThat(this.catalog.status(ProductType.METAL).symbols()).isEqualTo(2);
		assertThat(this.catalog.status(ProductType.METAL).omitted()).isEqualTo(2);
		assertThat(found("")).hasSize(5);
		// A part of a list says nothing of other symbols.
		loadOthers(ProductType.METAL);
		assertThat(this.catalog.isConclusive(Business.COMMON, "G")).isFalse();
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("A"));
		assertThat(this.catalog.onListed(ProductType.METAL, Catalogs.rows("D", "E", "F", "G"))).isZero();
	}

	@Test
	void aListThatFailsIsStaleUntilItComesAnew() {
		assertThat(this.catalog.status(ProductType.METAL).isStale()).isFalse();
		this.catalog.onFailed(ProductType.METAL, "timeout");
		assertThat(this.catalog.status(ProductType.METAL)).returns("timeout", ListStatus::failure)
			.returns(null, ListStatus::ageMs)
			.returns(false, ListStatus::isStale);
		this.catalog.onListed(ProductType.METAL, Catalogs.rows("XAUUSD"));
		assertThat(this.catalog.status(ProductType.METAL).failure()).isNull();
		this.nowMs += 70;
		this.catalog.onFailed(ProductType.METAL, "server_error");
		assertThat(this.catalog.status(ProductType.METAL)).returns(70L, ListStatus::ageMs)
			.returns(true, ListStatus::isStale);
		assertThat(found("xau")).containsExactly("XAUUSD");
		assertThat(this.catalog.failures(ProductType.METAL).sum()).isEqualTo(2);
	}

	@Test
	void deniesASymbolOnlyWhenEveryPossibleListIsKnown() {
		assertThat(this.catalog.isConclusive(Business.STOCK, "NONE.US")).isFalse();
		this.catalog.onListed(ProductType.STOCK_US, Catalogs.rows("AAPL.US"));
		assertThat(this.catalog.isConclusive(Business.STOCK, "NONE.US")).isTrue();
		assertThat(this.catalog.isConclusive(null, "NONE.US")).isTrue();
		assertThat(this.catalog.isConclusive(Business.STOCK, "00001.HK")).isFalse();
		assertThat(this.catalog.isConclusive(Business.STOCK, "BTCUSDT")).isFalse();
		assertThat(this.catalog.isConclusive(null, ".NONE.US")).isFalse();
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("BTCUSDT"));
		assertThat(this.catalog.isConclusive(Business.CRYPTO, "NONEUSDT")).isTrue();
		assertThat(this.catalog.isConclusive(Business.CRYPTO, "NONE.US")).isTrue();
		assertThat(this.catalog.isConclusive(null, "NONEUSDT")).isFalse();
		assertThat(this.catalog.isConclusive(new Business("mars"), "NONE")).isFalse();
		this.catalog.onListed(ProductType.INDICES, List.of());
		loadOthers(ProductType.INDICES);
		assertThat(this.catalog.isConclusive(null, "NONE")).as("an empty list").isFalse();
		this.catalog.onListed(ProductType.INDICES, Catalogs.rows("SPX"));
		assertThat(this.catalog.isConclusive(null, "NONE")).isTrue();
		assertThat(this.catalog.isConclusive(null, ".NONE.US")).isTrue();
		assertThat(this.catalog.isConclusive(Business.STOCK, "BTCUSDT")).isTrue();
	}

	@Test
	void anOldListRejectsNothing() {
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("BTCUSDT"));
		this.nowMs += Duration.ofHours(2).toMillis();
		assertThat(this.catalog.isConclusive(Business.CRYPTO, "NONE")).isTrue();
		this.nowMs += 1;
		assertThat(this.catalog.isConclusive(Business.CRYPTO, "NONE")).isFalse();
		assertThat(found("btc")).containsExactly("BTCUSDT");
	}

	@Test
	void aListThatLostHalfItsRowsIsDoubtedAtFirst() {
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("A", "B", "C", "D"));
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("A"));
		assertThat(this.catalog.isConclusive(Business.CRYPTO, "B")).isFalse();
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("A"));
		assertThat(this.catalog.isConclusive(Business.CRYPTO, "B")).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "AAPL, AAPL.US", "aapl.us, AAPL.US", "APPL.US, AAPL.US", "AAPLL.US, AAPL.US", "AAP.US, AAPL.US",
			"AAXL.US, AAPL.US", "AAPL.HK, AAPL.US", "700.HK, 00700.HK", "00700, 00700.HK", "BTCUSD, BTCUSDT",
			"BTCUSTD, BTCUSDT", "BTCUS, BTCUSDT", "BTC, BTCUSDT", "BTCUSDTT, BTCUSDT", "BCUSDT, BTCUSDT" })
	void findsSymbolsNearAMisspelledOne(String typed, String near) {
		this.catalog.onListed(ProductType.STOCK_US, Catalogs.rows("AAPL.US", "MSFT.US"));
		this.catalog.onListed(ProductType.STOCK_HK, Catalogs.rows("00700.HK", "09988.HK"));
		this.catalog.onListed(ProductType.CRYPTO, Catalogs.rows("BTCUSDT", "SOLUSDT"));
		assertThat(Catalogs.symbols(this.catalog.near(typed))).first().isEqualTo(near);
	}

	@Test
	void proposesFewSymbolsAndNotForEver() {
		this.catalog.onListed(ProductType.CRYPTO,
				Catalogs.rows(IntStream.range(0, 900).mapToObj((i) -> "BTC" + i).toArray(String[]::new)));
		assertThat(this.catalog.near("BTC")).hasSize(Index.MOST_NEAR);
		assertThat(this.catalog.near("Z".repeat(40))).isEmpty();
		assertThat(this.catalog.near("Z")).isEmpty();
		int answered = 3;
		while (!this.catalog.near("BTC").isEmpty()) {
			answered++;
		}
		assertThat(answered).isEqualTo(200);
		this.nowMs += 1000;
		assertThat(this.catalog.near("BTC")).isNotEmpty();
	}

	private void loadOthers(ProductType but) {
		for (ProductType type : ProductType.values()) {
			if (type != but && this.catalog.status(type).ageMs() == null) {
				this.catalog.onListed(type, Catalogs.rows("OF_" + type));
			}
		}
	}

	private List<String> found(String text) {
		return Catalogs.symbols(this.catalog.search(null, text, 100).products());
	}

}
