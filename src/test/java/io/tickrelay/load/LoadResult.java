package io.tickrelay.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.tickrelay.load.client.Failures;
import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.client.Tally;
import io.tickrelay.load.machine.ProcessMeter;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The result of one transport's run.
 *
 * @param transport the transport
 * @param settings the settings of the run
 * @param usage of the window
 * @param rssPerClientKib how much the relay grew from before the first client to the
 * window's end, by the client; null where it is unknown
 * @param latencies of the window's ticks, in microseconds
 * @param ticks of each client in the window, sorted
 * @param silentStreams streams of clients on which the window brought nothing
 * @param numbers what became of the streams' numbers, from each stream's first to the end
 * @param mishaps of connections, each with how many it befell
 * @param storm what storms cost the clients; null where there was none
 */
record LoadResult(LoadTransport transport, LoadSettings settings, ProcessMeter.Usage usage,
		@Nullable Double rssPerClientKib, Histogram latencies, List<Long> ticks, long silentStreams,
		Tally.Numbers numbers, Map<String, Long> mishaps, @Nullable StormResult storm) {

	// A client that gets less of what all get is starved.
	private static final double FAIR = 0.9;

	// Below this share of its ticks, the figures show a growing queue, or a machine that
	// lacks time.
	private static final double KEPT_UP = 0.98;

	long delivered() {
		return this.latencies.getTotalCount();
	}

	double deliveredPerSecond() {
		return delivered() * 1e9 / this.usage.took().toNanos();
	}

	double shareOfOffer() {
		return deliveredPerSecond() / this.settings.offered();
	}

	double relayMicrosPerDelivery() {
		return this.usage.relay().toNanos() / 1e3 / Math.max(1, delivered());
	}

	long fewest() {
		return this.ticks.getFirst();
	}

	long median() {
		return this.ticks.get(this.ticks.size() / 2);
	}

	long most() {
		return this.ticks.getLast();
	}

	/**
	 * The faults of the relay.
	 * @return a sentence each; none of a good run
	 */
	List<String> failures() {
		Failures failures = new Failures(name());
		failures.addNumbers(this.numbers, this.settings.conflate());
		failures.add(starved(), "clients starved: they got less than 90 % of the median of " + median());
		failures.add(this.silentStreams, "streams of clients had no tick in the window");
		failures.addMishaps("client", this.mishaps);
		if (this.storm != null) {
			failures.addMishaps("newcomer", this.storm.mishaps());
			failures.addMishaps("health check", this.storm.checks().mishaps());
		}
		return failures.sentences();
	}

	/**
	 * The notes that a reader of the figures needs.
	 * @return a sentence each
	 */
	List<String> remarks() {
		List<String> remarks = new ArrayList<>();
		if (shareOfOffer() < KEPT_UP) {
			remarks.add(name() + ": only " + percent(shareOfOffer()) + " of the offer was delivered, with the relay at "
					+ percent(this.usage.share(this.usage.relay())) + " of a CPU and the clients at "
					+ percent(this.usage.share(this.usage.client()))
					+ ". Latencies are then those of a queue that grows.");
		}
		if (this.settings.conflate() && this.numbers.missing() > 0) {
			remarks.add(name() + ": " + this.numbers.missing() + " updates were merged, which mode conflate may do.");
		}
		if (this.numbers.stale() > 0) {
			remarks.add(name() + ": " + this.numbers.stale() + " times a stream was said to be stale.");
		}
		return remarks;
	}

	private long starved() {
		return this.ticks.stream().filter((count) -> count < FAIR * median()).count();
	}

	private String name() {
		return this.transport.name();
	}

	private static String percent(double share) {
		return String.format(Locale.ROOT, "%.0f %%", share * 100);
	}

}
