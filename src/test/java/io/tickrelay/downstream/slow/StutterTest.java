package io.tickrelay.downstream.slow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that stop and go on, for never as long as the write time-out, however long a
 * busy machine keeps them.
 */
@TestPropertySource(properties = "relay.downstream.write-timeout=1m")
class StutterTest extends SlowClients {

	private static final List<String> WISHES = List.of("mode=all", "mode=conflate", "mode=conflate&rate=100");

	@ParameterizedTest
	@EnumSource
	void mixesNothingUpForAClientThatStopsAndGoesOn(Wire wire) {
		String symbol = silentSymbol(wire, "STUTTER");
		List<SocketClient> clients = new ArrayList<>();
		List<Map<String, Long>> seen = new ArrayList<>();
		try (StreamClient fast = connect(wire, symbol, "mode=all")) {
			for (String wish : WISHES) {
				clients.add(slow(wire, port(), symbol, wish));
				seen.add(new HashMap<>());
			}
			awaitUpstream(symbol);
			for (int round = 1; round <= 4; round++) {
				clients.forEach(SocketClient::stopReading);
				for (int i = 1; i <= 60; i++) {
					push(Pushes.depth(symbol, i, 10));
					push(Pushes.tradeAt(symbol, String.valueOf(i)));
				}
				for (int i = 1; i <= 120; i++) {
					fast.nextLive();
				}
				clients.forEach(SocketClient::resumeReading);
				for (int i = 0; i < clients.size(); i++) {
					readOn(clients.get(i), seen.get(i), round * 60L, WISHES.get(i).equals("mode=all"));
				}
			}
		}
		finally {
			clients.forEach(StreamClient::close);
		}
	}

	private static void readOn(StreamClient client, Map<String, Long> seen, long goal, boolean all) {
		client.next((message) -> {
			if (message.isTick()) {
				long before = seen.merge(message.stream(), 0L, Math::max);
				assertThat(message.number("seq")).isBetween(before + 1, all ? before + 1 : goal);
				seen.put(message.stream(), message.number("seq"));
			}
			assertThat(message.type()).isNotEqualTo("gap");
			return seen.size() == 2 && seen.values().stream().allMatch((seq) -> seq == goal);
		});
	}

}
