package io.tickrelay.load;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LoadSettingsTests {

	static final Map<String, String> SMALL = Map.of("clients", "50", "streams", "10", "rate", "200", "different",
			"false", "mode", "all", "transport", "both", "warmup", "1", "seconds", "2", "storm", "0", "cold", "false");

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					clients   | 0     | load.clients is a whole number from 1 to 20000, not "0"
					clients   | many  | load.clients is a whole number from 1 to 20000, not "many"
					streams   | 601   | load.streams is a whole number from 1 to 600, not "601"
					mode      | some  | load.mode is one of [all, conflate], not "some"
					transport | udp   | load.transport is one of [both, sse, ws], not "udp"
					storm     | -1    | load.storm is a whole number from 0 to 20000, not "-1"
					storm     | 19951 | load.clients and load.storm are at most 20000 together, because all have one address; they are 20001
					cold      | yes   | load.cold is one of [false, true], not "yes"
					different | maybe | load.different is one of [false, true], not "maybe"
					""")
	void saysWhatWouldBeRight(String name, String value, String words) {
		assertThatIllegalArgumentException().isThrownBy(() -> settings(name, value)).withMessage(words);
	}

	@Test
	void saysWhichIsMissing() {
		Map<String, String> values = new HashMap<>(SMALL);
		values.remove("rate");
		assertThatIllegalArgumentException().isThrownBy(() -> LoadSettings.of(values))
			.withMessage("load.rate is missing");
	}

	@Test
	void asksNoMoreOfTheSimulatorThanItCan() {
		assertThatIllegalArgumentException().isThrownBy(() -> settings("rate", "100001"))
			.withMessageContaining("0.1 to 10000 ticks a second of a symbol");
		assertThatIllegalArgumentException().isThrownBy(() -> settings("rate", "49"))
			.withMessageContaining("can't tell whether a client starves");
		Map<String, String> values = new HashMap<>(SMALL);
		values.putAll(Map.of("different", "true", "streams", "31"));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadSettings.of(values))
			.withMessageContaining("with load.different=true at most 30");
	}

	@Test
	void aColdStartIsForTwiceTheClients() {
		Map<String, String> values = new HashMap<>(SMALL);
		values.putAll(Map.of("cold", "true", "clients", "10000"));
		assertThat(LoadSettings.of(values).cold()).isTrue();
		values.put("clients", "10001");
		assertThatIllegalArgumentException().isThrownBy(() -> LoadSettings.of(values))
			.withMessage("load.clients is at most 10000 with load.cold=true, because as many again come; it is 10001");
	}

	@Test
	void everyClientHasTheSameStreamsUnlessTheyAreToDiffer() {
		LoadSettings same = settings("streams", "2");
		assertThat(same.query(0)).isEqualTo("mode=all&streams=L000USDT@trade,L001USDT@trade");
		assertThat(same.query(1)).isEqualTo(same.query(0));
		Map<String, String> values = new HashMap<>(SMALL);
		values.putAll(Map.of("different", "true", "streams", "2", "mode", "conflate"));
		LoadSettings different = LoadSettings.of(values);
		assertThat(different.query(1)).isEqualTo("mode=conflate&streams=L001USDT@trade,L002USDT@trade");
		assertThat(different.query(39)).isEqualTo("mode=conflate&streams=L000USDT@trade,L039USDT@trade");
		assertThat(different.query(40)).isEqualTo(different.query(0));
	}

	private static LoadSettings settings(String name, String value) {
		Map<String, String> values = new HashMap<>(SMALL);
		values.put(name, value);
		return LoadSettings.of(values);
	}

}
