package io.tickrelay.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.tickrelay.ops.RelayMeter;
import io.tickrelay.simulator.Faults;
import io.tickrelay.simulator.Observations;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One business of a relay, on which faults are played. Four clients, one of each wire and
 * mode, have two streams. The simulator trades one of them. The other has only the marks
 * that the test sends, so that each frame's fate can be told by its price.
 */
final class FaultScene implements AutoCloseable {

	static final Duration PATIENCE = StreamClient.PATIENCE;

	private static final String FLOW = "FLOW";

	private static final String MARK = "MARK";

	private final Relay relay;

	private final String business;

	private final List<Watcher> watchers = new ArrayList<>();

	private int marks;

	FaultScene(Relay relay, String business) {
		this.relay = relay;
		this.business = business;
		faults().muteSymbol(MARK);
		for (Wire wire : Wire.values()) {
			for (String mode : List.of("all", "conflate")) {
				StreamClient client = wire.connect(relay.port(),
						"streams=" + name(FLOW) + "," + name(MARK) + "&mode=" + mode);
				this.watchers.add(new Watcher(business + " " + wire + " " + mode, client, mode.equals("all")));
			}
		}
		awaitSubscriptions(Duration.ofSeconds(90));
	}

	String business() {
		return this.business;
	}

	Relay relay() {
		return this.relay;
	}

	Faults faults() {
		return this.relay.vendor().faults().on(this.business);
	}

	List<Watcher> watchers() {
		return this.watchers;
	}

	/** A stream's canonical name. */
	String name(String symbol) {
		return this.business + ":" + symbol + "@trade";
	}

	/** The text of a push with the next mark. */
	String nextMark() {
		this.marks++;
		return Pushes.tradeAt(MARK, String.valueOf(this.marks));
	}

	/** Waits until all clients have the last mark. */
	void awaitMark() {
		String price = String.valueOf(this.marks);
		awaitAll((message) -> isLive(message, MARK) && message.text("price").equals(price), PATIENCE);
	}

	/** Sends a mark and waits until all clients have it. */
	void mark() {
		faults().sendText(nextMark());
		awaitMark();
	}

	/** Waits until all clients have seen some trades more. */
	void awaitFlow(int ticks) {
		for (int i = 0; i < ticks; i++) {
			awaitAll((message) -> isLive(message, FLOW), PATIENCE);
		}
	}

	/** Waits until all clients have been told that the streams are in a state. */
	void awaitTold(String state, Duration patience) {
		long endNs = System.nanoTime() + patience.toNanos();
		for (Watcher watcher : this.watchers) {
			watcher.awaitLedger(
					(ledger) -> ledger.state(name(FLOW)).equals(state) && ledger.state(name(MARK)).equals(state),
					Duration.ofNanos(Math.max(0, endNs - System.nanoTime())));
		}
	}

	/**
	 * Waits until all is as if nothing had ever been wrong and no other client was there.
	 */
	void awaitHealed() {
		awaitLive(PATIENCE);
		assertThat(this.relay.vendor().observations().subscriptions(this.business)).hasSize(2);
		await().untilAsserted(() -> {
			JsonNode health = health();
			assertThat(health.path("state").stringValue()).isEqualTo("LIVE");
			assertThat(health.at("/streams/desired").intValue()).isEqualTo(2);
			assertThat(health.at("/streams/active").intValue()).isEqualTo(2);
			assertThat(health.at("/streams/stale").intValue()).isZero();
		});
	}

	/** Waits until all clients get both streams. */
	void awaitLive(Duration patience) {
		for (Watcher watcher : this.watchers) {
			watcher.awaitLedger((ledger) -> ledger.state(name(FLOW)).equals("live"), patience);
		}
		awaitSubscriptions(patience);
		mark();
		awaitFlow(3);
		awaitTold("live", PATIENCE);
		this.watchers.forEach((watcher) -> assertThat(watcher.client().isOpen()).isTrue());
	}

	private void awaitSubscriptions(Duration patience) {
		await().atMost(patience)
			.until(() -> this.relay.vendor().observations().subscriptions(this.business),
					(standing) -> standing.containsAll(Set.of(FLOW + "@trade", MARK + "@trade")));
	}

	void awaitLastError(String code) {
		await().untilAsserted(() -> {
			assertThat(lastError()).isEqualTo(code);
			assertThat(health().at("/lastError/meaning").stringValue()).isNotBlank();
		});
	}

	String lastError() {
		return health().at("/lastError/code").asString("");
	}

	JsonNode health() {
		return this.relay.health(this.business);
	}

	/** How often the relay has connected to the simulator. */
	long connects() {
		return this.relay.vendor()
			.observations()
			.connects()
			.stream()
			.filter((connect) -> connect.business().equals(this.business))
			.count();
	}

	/** How many sessions were opened. */
	long sessions() {
		return this.relay.vendor()
			.observations()
			.connects()
			.stream()
			.filter((connect) -> connect.business().equals(this.business))
			.filter(Observations.Connect::accepted)
			.count();
	}

	long count(RelayMeter meter, String... tags) {
		String[] all = new String[tags.length + 2];
		System.arraycopy(tags, 0, all, 2, tags.length);
		all[0] = "business";
		all[1] = this.business;
		return this.relay.count(meter, all);
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
	}

	@Override
	public void close() {
		this.watchers.forEach(Watcher::close);
	}

	private void awaitAll(Predicate<Message> fits, Duration patience) {
		this.watchers.forEach((watcher) -> watcher.await(fits, patience));
	}

	private boolean isLive(Message message, String symbol) {
		return message.isTick() && !message.isSnapshot() && message.stream().equals(name(symbol));
	}

}
