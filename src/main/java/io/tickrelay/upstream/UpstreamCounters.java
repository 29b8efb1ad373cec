package io.tickrelay.upstream;

import java.util.EnumMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

import io.tickrelay.tick.LowerCase;
import io.tickrelay.upstream.machine.CloseCodes;
import io.tickrelay.upstream.machine.VendorErrors;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.wire.ClientFrame;
import io.tickrelay.upstream.wire.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one session since the start. The keys are fixed at construction, so
 * nothing that the upstream sends can add one.
 */
public final class UpstreamCounters {

	private static final String OTHER = "other";

	/** Sockets that were asked for. */
	public final LongAdder connects = new LongAdder();

	/** Handshakes that succeeded. */
	public final LongAdder opened = new LongAdder();

	/** Ticks decoded. */
	public final LongAdder ticks = new LongAdder();

	/** Bars that were missed during an outage and fetched behind it. */
	public final LongAdder backfilledBars = new LongAdder();

	/** Streams whose missed bars could not be fetched in time. */
	public final LongAdder backfillsFailed = new LongAdder();

	/** Topics that fell silent far beyond their wont. */
	public final LongAdder mutes = new LongAdder();

	/** Subscriptions that were given up and asked for anew on an open session. */
	public final LongAdder renewals = new LongAdder();

	/** Exceptions of the relay's own making. */
	public final LongAdder bugs = new LongAdder();

	private final Map<Sent, LongAdder> sent = new EnumMap<>(Sent.class);

	private final Map<ServerFrame.Kind, LongAdder> undecodable = new EnumMap<>(ServerFrame.Kind.class);

	private final SequencedMap<String, LongAdder> failures = new TreeMap<>();

	/** Creates counters that are zero. */
	public UpstreamCounters() {
		for (Sent kind : Sent.values()) {
			this.sent.put(kind, new LongAdder());
		}
		for (ServerFrame.Kind kind : ServerFrame.Kind.values()) {
			this.undecodable.put(kind, new LongAdder());
		}
		VendorErrors.codes().forEach((code) -> this.failures.put(code, new LongAdder()));
		CloseCodes.codes().forEach((code) -> this.failures.put(code, new LongAdder()));
		Failure.NAMED.forEach((failure) -> this.failures.put(failure.code(), new LongAdder()));
		this.failures.put(OTHER, new LongAdder());
	}

	/**
	 * Frames sent, by kind: what the vendor counts against the key.
	 * @param visitor takes the kind and the counter
	 */
	public void eachSent(BiConsumer<String, LongAdder> visitor) {
		this.sent.forEach((kind, counter) -> visitor.accept(kind.text(), counter));
	}

	/**
	 * Frames that could not be used, by what was wrong with them.
	 * @param visitor takes the kind and the counter
	 */
	public void eachUndecodable(BiConsumer<String, LongAdder> visitor) {
		this.undecodable.forEach((kind, counter) -> visitor.accept(kind.text(), counter));
	}

	/**
	 * Failures by code.
	 * @param visitor takes the code and the counter
	 */
	public void eachFailure(BiConsumer<String, LongAdder> visitor) {
		this.failures.forEach(visitor);
	}

	void onSent(ClientFrame frame) {
		Sent kind = switch (frame) {
			case ClientFrame.SubscribeTrades _, ClientFrame.SubscribeDepth _, ClientFrame.SubscribeKlines _ ->
				Sent.SUBSCRIBE;
			case ClientFrame.UnsubscribeTrades _, ClientFrame.UnsubscribeDepth _, ClientFrame.UnsubscribeKlines _ ->
				Sent.UNSUBSCRIBE;
			case ClientFrame.Heartbeat _ -> Sent.HEARTBEAT;
		};
		increment(this.sent.get(kind));
	}

	void onUndecodable(ServerFrame.Kind kind) {
		increment(this.undecodable.get(kind));
	}

	void onFailure(Failure failure) {
		increment(this.failures.getOrDefault(failure.code(), this.failures.get(OTHER)));
	}

	private static void increment(@Nullable LongAdder counter) {
		if (counter != null) {
			counter.increment();
		}
	}

	/** Kinds of frames that the vendor counts. */
	private enum Sent implements LowerCase {

		SUBSCRIBE, UNSUBSCRIBE, HEARTBEAT;

	}

}
