package io.tickrelay.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tickrelay.load.client.LoadTransport;

/**
 * The settings of the clients. Streams are trades of made-up symbols, {@code L000USDT}
 * and so on, because the number in a name finds its counters without a lookup.
 *
 * @param clients connections
 * @param streams of each client
 * @param rate ticks a second that each client is offered, over all its streams
 * @param different whether each client has its own choice out of
 * {@value #POOLS_PER_CHOICE} times as many streams, instead of all the same
 * @param conflate whether the relay may merge what a client is too slow for
 * @param transports to be tried, one after the other
 * @param warmup between every client's first ticks and the window, and between storms
 * @param window what is measured
 * @param storm clients that connect at once behind the window, several times; 0 for none
 * @param cold whether a relay that has just started is measured before
 */
record LoadSettings(int clients, int streams, int rate, boolean different, boolean conflate,
		List<LoadTransport> transports, Duration warmup, Duration window, int storm, boolean cold) {

	private static final int POOLS_PER_CHOICE = 20;

	// The most streams that a session of the vendor, and so of the simulator, may have.
	private static final int MOST_SYMBOLS = 600;

	// All clients come from one address, which has about 28,000 ports to spare.
	private static final int MOST_CLIENTS = 20_000;

	private static final int MOST_TICKS_OF_A_STREAM = 10_000;

	// A window's edge may fall between two clients of one batch, which must not look like
	// starvation.
	private static final int FEWEST_TICKS = 100;

	LoadSettings {
		if (clients + storm > MOST_CLIENTS) {
			throw new IllegalArgumentException("load.clients and load.storm are at most " + MOST_CLIENTS
					+ " together, because all have one address; they are " + (clients + storm));
		}
		if (cold && clients > MOST_CLIENTS / 2) {
			throw new IllegalArgumentException("load.clients is at most " + MOST_CLIENTS / 2
					+ " with load.cold=true, because as many again come; it is " + clients);
		}
		if (streams > (different ? MOST_SYMBOLS / POOLS_PER_CHOICE : MOST_SYMBOLS)) {
			throw new IllegalArgumentException("load.streams is at most " + MOST_SYMBOLS
					+ ", or with load.different=true at most " + MOST_SYMBOLS / POOLS_PER_CHOICE
					+ ", because a session carries " + MOST_SYMBOLS + " symbols; it is " + streams);
		}
		if (rate * 10L < streams || rate > (long) streams * MOST_TICKS_OF_A_STREAM) {
			throw new IllegalArgumentException("load.rate is at least load.streams/10 and at most load.streams*"
					+ MOST_TICKS_OF_A_STREAM + ", because the simulator makes 0.1 to " + MOST_TICKS_OF_A_STREAM
					+ " ticks a second of a symbol; it is " + rate);
		}
		if (rate * window.toSeconds() < FEWEST_TICKS || window.toSeconds() * rate < 2L * streams) {
			throw new IllegalArgumentException("load.rate*load.seconds is at least " + FEWEST_TICKS
					+ " and twice load.streams: fewer ticks can't tell whether a client starves");
		}
	}

	/**
	 * Reads the settings.
	 * @param values by name, without the prefix {@code load.}
	 * @return the settings
	 * @throws IllegalArgumentException that says which is missing or wrong, and what
	 * would be right
	 */
	static LoadSettings of(Map<String, String> values) {
		SettingsReader read = new SettingsReader(values);
		return new LoadSettings(read.number("clients", 1, MOST_CLIENTS), read.number("streams", 1, MOST_SYMBOLS),
				read.number("rate", 1, 1_000_000), read.flag("different"),
				read.choice("mode", Map.of("all", false, "conflate", true)),
				read.choice("transport",
						Map.of("sse", List.of(LoadTransport.SSE), "ws", List.of(LoadTransport.WS), "both",
								List.of(LoadTransport.SSE, LoadTransport.WS))),
				Duration.ofSeconds(read.number("warmup", 0, 600)), Duration.ofSeconds(read.number("seconds", 1, 600)),
				read.number("storm", 0, MOST_CLIENTS), read.flag("cold"));
	}

	/**
	 * All streams that any client may have.
	 * @return how many
	 */
	int pool() {
		return this.different ? this.streams * POOLS_PER_CHOICE : this.streams;
	}

	/**
	 * Whether clients connect at once in some part of the run, which is then compared.
	 * @return whether connects are measured
	 */
	boolean rushes() {
		return this.cold || this.storm > 0;
	}

	/**
	 * The simulator's pace.
	 * @return ticks a second of one stream
	 */
	double ticksPerSecondOfAStream() {
		return this.rate / (double) this.streams;
	}

	/**
	 * The ticks that reach all clients if none is late or merged.
	 * @return ticks a second
	 */
	long offered() {
		return (long) this.clients * this.rate;
	}

	/**
	 * The query that a client connects with.
	 * @param client its number, from 0; it has the streams from that number on
	 * @return without the question mark
	 */
	String query(int client) {
		return IntStream.range(0, this.streams)
			.map((offset) -> (client + offset) % pool())
			.sorted()
			.mapToObj((stream) -> "L%03dUSDT@trade".formatted(stream))
			.collect(Collectors.joining(",", "mode=" + (this.conflate ? "conflate" : "all") + "&streams=", ""));
	}

}
