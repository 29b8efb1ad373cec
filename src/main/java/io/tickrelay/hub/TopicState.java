package io.tickrelay.hub;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.clock.RelayClock;
import org.jspecify.annotations.Nullable;

/**
 * The state of one stream and its edges. Belongs to the loop of the topic's business, but
 * for {@link #status} and {@link #lastTickAgeMs}.
 */
final class TopicState {

	private static final long WORTH_TELLING_MS = 1000;

	private final RelayClock clock;

	private final Outages outages;

	private final Supplier<@Nullable TickFrame> last;

	private final Consumer<Frame> emitter;

	// Written by the business's loop; tells joining lanes how far to trust the last
	// value.
	private volatile StatusFrame status;

	/** The state before the inputs stopped; null while they come. */
	private @Nullable StreamStatus covered;

	TopicState(StatusFrame initial, RelayClock clock, Outages outages, Supplier<@Nullable TickFrame> last,
			Consumer<Frame> emitter) {
		this.status = initial;
		this.clock = clock;
		this.outages = outages;
		this.last = last;
		this.emitter = emitter;
	}

	StatusFrame status() {
		return this.status;
	}

	/** A tick that is no history has come. */
	void onNews() {
		if (this.status.status().state() != State.LIVE) {
			onStatus(State.LIVE, null, null, 0L);
		}
	}

	/** The state is known from elsewhere. */
	void onKept(StreamStatus kept) {
		onStatus(kept.state(), kept.cause(), null, lastTickAgeMs());
	}

	/** A stream that was rejected stays so, because no input changes that meanwhile. */
	void onCutOff(boolean cutOff) {
		StreamStatus now = this.status.status();
		if (cutOff && this.covered == null && now.state() != State.REJECTED) {
			this.covered = now;
			onStatus(hasTicked() ? State.STALE : State.PENDING, Cause.CUT_OFF);
		}
		else if (!cutOff && this.covered != null) {
			StreamStatus before = this.covered;
			this.covered = null;
			onStatus(before.state(), before.cause(), null, lastTickAgeMs());
		}
	}

	void onFeed(FeedState feed) {
		switch (feed) {
			case OPENING -> {
				// Nothing to say: either no client saw this stream live, or it stays as
				// it is.
			}
			case UP -> awaitTick();
			case DOWN -> {
				beginOutage();
				onStatus(hasTicked() ? State.STALE : State.PENDING, Cause.UPSTREAM_DOWN);
			}
			case REJECTED -> {
				beginOutage();
				onStatus(State.REJECTED, Cause.KEY_REJECTED);
			}
		}
	}

	void onStanding(TopicCondition topicCondition) {
		switch (topicCondition) {
			case TopicCondition.Queued(Duration eta) -> onQueued(eta);
			case TopicCondition.Asked(boolean interrupted) -> onAsked(interrupted);
			case TopicCondition.Mute _ -> onMute();
			case TopicCondition.Refused(Cause cause) -> onStatus(State.REJECTED, cause);
		}
	}

	private void onQueued(Duration eta) {
		State state = this.status.status().state();
		switch (state) {
			case PENDING, STALE -> onStatus(state, Cause.BUDGET, eta, lastTickAgeMs());
			case LIVE, REJECTED -> {
				// A live stream is served while it waits. A rejected one is told what
				// comes of its request.
			}
		}
	}

	private void onAsked(boolean interrupted) {
		if (interrupted) {
			beginOutage();
		}
		switch (this.status.status().cause()) {
			case BUDGET, QUOTA, UPSTREAM_REFUSED -> awaitTick();
			case UPSTREAM_DOWN, RECONNECTING, AWAITING_FIRST_TICK, MUTE, KEY_REJECTED, CUT_OFF -> {
				// That state is true until a tick comes.
			}
			case null -> {
				// The stream is live, and nothing says otherwise.
			}
		}
	}

	private void onMute() {
		StreamStatus now = this.status.status();
		boolean mayBeMute = switch (now.state()) {
			case LIVE -> true;
			case STALE -> now.cause() != Cause.UPSTREAM_DOWN;
			case PENDING, REJECTED -> false;
		};
		if (mayBeMute && hasTicked()) {
			onStatus(State.STALE, Cause.MUTE);
		}
	}

	private void awaitTick() {
		if (hasTicked()) {
			onStatus(State.STALE, Cause.RECONNECTING);
		}
		else {
			onStatus(State.PENDING, Cause.AWAITING_FIRST_TICK);
		}
	}

	private void beginOutage() {
		TickFrame before = this.last.get();
		if (before != null && hasTicked()) {
			this.outages.begin(before.seq());
		}
	}

	private boolean hasTicked() {
		return newsMicros() != null;
	}

	private void onStatus(State state, Cause cause) {
		onStatus(state, cause, null, lastTickAgeMs());
	}

	private void onStatus(State state, @Nullable Cause cause, @Nullable Duration eta, @Nullable Long ageMs) {
		StreamStatus now = this.status.status();
		long nowMs = this.clock.steadyMillis();
		if (now.state() == state && Objects.equals(now.cause(), cause) && !isLonger(eta, now, nowMs)) {
			return;
		}
		// A new cause does not make a stale stream younger.
		long since = (now.state() == state) ? now.sinceMs() : this.clock.millis();
		StreamStatus next = new StreamStatus(state, cause, since, (eta == null) ? null : nowMs + eta.toMillis());
		StatusFrame frame = new StatusFrame(this.status.topic(), this.status.life(), next, this.status.edge() + 1,
				ageMs, next.etaMs(nowMs));
		this.status = frame;
		this.emitter.accept(frame);
	}

	/**
	 * A waiting client is told of an ETA that has slipped, and not of one that comes
	 * true.
	 */
	private static boolean isLonger(@Nullable Duration eta, StreamStatus told, long nowMs) {
		Long untilMs = told.untilMs();
		return eta != null && untilMs != null && nowMs + eta.toMillis() - untilMs >= WORTH_TELLING_MS;
	}

	/** For any thread. */
	@Nullable Long lastTickAgeMs() {
		Long received = newsMicros();
		return (received == null) ? null : this.clock.ageMs(received);
	}

	private @Nullable Long newsMicros() {
		TickFrame tick = this.last.get();
		return (tick == null) ? null : tick.newsMicros();
	}

}
