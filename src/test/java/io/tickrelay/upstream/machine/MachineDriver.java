package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.limits.Backoff;
import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.limits.FrameLimit;
import io.tickrelay.upstream.wire.ClientFrame;
import io.tickrelay.upstream.wire.ServerFrame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plays a machine's shell in virtual time and watches over the promises that hold in any
 * story. They are one socket, frames on an open session alone, the budget, and no busy
 * loop.
 */
final class MachineDriver {

	static final SessionTimes TIMES = new SessionTimes(Duration.ofSeconds(30).toNanos(),
			Duration.ofSeconds(15).toNanos(), Duration.ofSeconds(10).toNanos(), Duration.ofSeconds(10).toNanos(),
			Duration.ofMinutes(5).toNanos(), Duration.ofMinutes(15).toNanos(), Duration.ofSeconds(15).toNanos());

	/** More than any story but one about the guard needs. */
	private static final int MOST_RECONNECTS = 100_000;

	// Near the end of the clock's range, so that every story passes over it.
	private static final long START_NS = Long.MAX_VALUE - Duration.ofSeconds(90).toNanos();

	final FrameBudget budget = new FrameBudget(50, 1, TIMES.heartbeatNs());

	/** Topics whose market is closed. */
	final Set<Topic> closed = new HashSet<>();

	final KeyProbes trials = new KeyProbes();

	final SessionMachine machine;

	final List<Done> done = new ArrayList<>();

	/** When each frame was sent, heartbeats too. */
	private final List<Long> sentNs = new ArrayList<>();

	private final List<ClientFrame> frames = new ArrayList<>();

	private int acked;

	private long elapsedNs;

	private int openConnection;

	private boolean greeted;

	MachineDriver() {
		this(new Random(5));
	}

	MachineDriver(RandomGenerator random) {
		this(random, MOST_RECONNECTS);
	}

	MachineDriver(RandomGenerator random, int reconnectsPerHour) {
		this.machine = new SessionMachine(Business.CRYPTO, TIMES, this.budget.share(),
				new ReconnectPolicy(new Backoff(random), reconnectsPerHour, this.trials), this.closed::contains,
				new FrameLimit(4096), START_NS);
	}

	/** An action and when it was done, counted from the start. */
	record Done(long atNs, SessionAction action) {
	}

	long nowNs() {
		return START_NS + this.elapsedNs;
	}

	long elapsedNs() {
		return this.elapsedNs;
	}

	List<SessionAction> on(SessionEvent event) {
		switch (event) {
			case SessionEvent.Greeted _ -> this.greeted = this.openConnection > 0;
			case SessionEvent.Refused(int connection, var _) -> closed(connection);
			case SessionEvent.Closed(int connection, var _) -> closed(connection);
			default -> {
				// Changes no socket.
			}
		}
		List<SessionAction> actions = this.machine.on(event, nowNs());
		actions.forEach(this::check);
		assertThat(this.machine.nextDelayNs(nowNs())).isNotNegative();
		return actions;
	}

	/**
	 * Lets time pass as the shell would: with a look whenever the machine asks for it.
	 */
	void pass(Duration duration) {
		passUntil(this.elapsedNs + duration.toNanos());
	}

	void passUntil(long endNs) {
		while (true) {
			long delay = this.machine.nextDelayNs(nowNs());
			if (delay > endNs - this.elapsedNs) {
				this.elapsedNs = endNs;
				return;
			}
			this.elapsedNs += delay;
			List<SessionAction> actions = on(new SessionEvent.TimePassed());
			assertThat(this.machine.nextDelayNs(nowNs()) > 0 || !actions.isEmpty()).as("a busy loop").isTrue();
		}
	}

	/** Time in which the process itself stood still. */
	void standStill(Duration duration) {
		this.elapsedNs += duration.toNanos();
	}

	/** Time without the keep-alive of a quiet but healthy socket ending it. */
	void passAlive(Duration duration) {
		long end = this.elapsedNs + duration.toNanos();
		while (this.elapsedNs < end) {
			passUntil(Math.min(end, this.elapsedNs + Duration.ofSeconds(5).toNanos()));
			on(new SessionEvent.Pong());
		}
	}

	void want(Topic... topics) {
		on(new SessionEvent.Wanted(new LinkedHashSet<>(List.of(topics))));
	}

	void want(Set<Topic> topics) {
		on(new SessionEvent.Wanted(topics));
	}

	/** Opens the socket that the machine asked for and welcomes it. */
	void greet() {
		on(new SessionEvent.Opened(this.openConnection));
		on(new SessionEvent.Greeted());
	}

	/** Acknowledges each frame that is not yet, as the vendor does: once. */
	void ackAll() {
		while (this.acked < this.frames.size()) {
			on(new SessionEvent.Acked(this.frames.get(this.acked++).trace()));
		}
	}

	void closed(Failure failure) {
		on(new SessionEvent.Closed(this.openConnection, failure));
	}

	/** Every so often a tick of each topic, as long as time passes. */
	void passTicking(Duration duration, Duration pause, Topic... topics) {
		long end = this.elapsedNs + duration.toNanos();
		while (this.elapsedNs < end) {
			passUntil(Math.min(end, this.elapsedNs + pause.toNanos()));
			for (Topic topic : topics) {
				this.machine.onTick(topic, nowNs());
			}
		}
	}

	/** Every so often a frame that can't be read, as long as time passes. */
	void passUnread(Duration duration, Duration pause, ServerFrame.Undecodable... frames) {
		long end = this.elapsedNs + duration.toNanos();
		while (this.elapsedNs < end) {
			passUntil(Math.min(end, this.elapsedNs + pause.toNanos()));
			for (ServerFrame.Undecodable frame : frames) {
				this.machine.onUnread(frame, nowNs());
			}
		}
	}

	/** What streams were told, in order. */
	List<SessionAction.Tell> told() {
		return of(SessionAction.Tell.class).stream().map((done) -> (SessionAction.Tell) done.action()).toList();
	}

	int connection() {
		return this.openConnection;
	}

	boolean isOpen() {
		return this.openConnection > 0;
	}

	boolean isGreeted() {
		return this.greeted;
	}

	SessionState state() {
		return this.machine.view(nowNs()).state();
	}

	/** Everything but heartbeats that was sent so far. */
	List<ClientFrame> frames() {
		return List.copyOf(this.frames);
	}

	List<Long> heartbeats() {
		return of(SessionAction.Send.class).stream()
			.filter((done) -> ((SessionAction.Send) done.action()).frame() instanceof ClientFrame.Heartbeat)
			.map(Done::atNs)
			.toList();
	}

	List<Done> of(Class<? extends SessionAction> type) {
		return this.done.stream().filter((entry) -> type.isInstance(entry.action())).toList();
	}

	int opens() {
		return of(SessionAction.Open.class).size();
	}

	private void closed(int connection) {
		if (connection == this.openConnection) {
			this.openConnection = 0;
			this.greeted = false;
		}
	}

	private void check(SessionAction action) {
		this.done.add(new Done(this.elapsedNs, action));
		switch (action) {
			case SessionAction.Open(int connection) -> {
				assertThat(this.openConnection).as("the socket before is gone").isZero();
				this.openConnection = connection;
			}
			case SessionAction.Close(int connection) -> assertThat(connection).isEqualTo(this.openConnection);
			case SessionAction.Send(ClientFrame frame) -> {
				assertThat(this.greeted).as("a frame on an open session").isTrue();
				this.sentNs.add(this.elapsedNs);
				if (!(frame instanceof ClientFrame.Heartbeat)) {
					this.frames.add(frame);
				}
				if (this.sentNs.size() > 50) {
					assertThat(this.elapsedNs - this.sentNs.get(this.sentNs.size() - 51))
						.as("the frame before the last 50")
						.isGreaterThanOrEqualTo(Duration.ofSeconds(61).toNanos());
				}
			}
			case SessionAction.Ping _ -> assertThat(this.greeted).isTrue();
			case SessionAction.Announce _, SessionAction.Tell _, SessionAction.Report _, SessionAction.Entered _ -> {
				// Words alone.
			}
		}
	}

}
