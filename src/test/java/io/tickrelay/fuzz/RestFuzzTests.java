package io.tickrelay.fuzz;

import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tickrelay.catalog.ProductSource;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.RestReader;
import io.tickrelay.upstream.wire.TradingDays;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The answers of the vendor's REST interface. Every reader is given every answer.
 */
class RestFuzzTests {

	@FuzzTest
	void anAnswerIsReadOrRefused(byte[] input) {
		Map<String, List<Tick.Kline>> klines = RestReader.klines(Business.STOCK, Interval.ONE_DAY,
				System.currentTimeMillis(), input);
		if (klines != null) {
			klines.forEach(RestFuzzTests::check);
		}
		TradingDays days = RestReader.tradingDays(input);
		if (days != null) {
			assertThat(days.full()).allMatch(days::tellsOf);
			assertThat(days.half()).allMatch(days::tellsOf);
		}
		ProductSource.Listed products = RestReader.symbols(input);
		if (products != null) {
			assertThat(products.rows()).allMatch((product) -> Topic.isSymbol(product.symbol()));
		}
		assertThat(RestReader.markets(input)).isEqualTo(RestReader.markets(input));
		assertThat(RestReader.isRateLimited(input)).isEqualTo(RestReader.isRateLimited(input.clone()));
	}

	private static void check(String symbol, List<Tick.Kline> bars) {
		assertThat(bars).isNotEmpty();
		for (Tick.Kline bar : bars) {
			assertThat(bar.topic().business()).isEqualTo(Business.STOCK);
			assertThat(bar.topic().symbol()).isEqualTo(symbol);
			assertThat(bar.topic().channel()).isInstanceOf(Channel.Kline.class);
			assertThat(Topic.isSymbol(symbol)).isTrue();
			Relay.told(bar);
		}
	}

}
