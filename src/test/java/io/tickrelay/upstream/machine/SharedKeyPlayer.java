package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.limits.Backoff;
import io.tickrelay.upstream.limits.FrameLimit;
import io.tickrelay.upstream.wire.ClientFrame;

import static org.assertj.core.api.Assertions.assertThat;

/** One session and the upstream's side of it. */
public final class SharedKeyPlayer {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final SharedKeyStory story;

	private final Business business;

	private final SessionMachine machine;

	private final VendorReading vendor = new VendorReading();

	private final Set<Topic> refused = new LinkedHashSet<>();

	private final Map<String, Topic> known = new HashMap<>();

	private Set<Topic> wanted = Set.of();

	private int connection;

	private boolean greeted;

	private int acksToLose;

	private int refusals;

	private int refusalStatus;

	private int complaints;

	private int complaintCode;

	private boolean mute;

	private int ends;

	private Failure end = Failure.CONNECTION_LOST;

	SharedKeyPlayer(SharedKeyStory story, Business business, Random random) {
		this.story = story;
		this.business = business;
		this.machine = new SessionMachine(business, MachineDriver.TIMES, story.share(),
				new ReconnectPolicy(new Backoff(random), SharedKeyStory.UNGUARDED, story.trials()), MarketHours.UNKNOWN,
				new FrameLimit(4096), story.nowNs());
	}

	public Business business() {
		return this.business;
	}

	public void want(Set<Topic> topics) {
		this.wanted = new LinkedHashSet<>(topics);
		this.refused.retainAll(this.wanted);
		topics.forEach((topic) -> this.known.put(SharedKeyStory.name(topic), topic));
		on(new SessionEvent.Wanted(new LinkedHashSet<>(topics)));
	}

	public void drop(Failure failure) {
		if (this.connection > 0) {
			int lost = this.connection;
			disconnected();
			on(new SessionEvent.Closed(lost, failure));
		}
	}

	/** The next frames end the session. */
	public void endOverFrames(int count, Failure failure) {
		this.ends = count;
		this.end = failure;
	}

	public void standStill(Duration lost) {
		on(new SessionEvent.StoodStill(lost.toNanos()));
	}

	public void loseAcks(int count) {
		this.acksToLose += count;
	}

	public void refuseHandshakes(int count, int status) {
		this.refusals = count;
		this.refusalStatus = status;
	}

	public void complainOfFrames(int count, int code) {
		this.complaints = count;
		this.complaintCode = code;
	}

	public void complain(int code) {
		if (this.greeted && this.connection > 0) {
			on(new SessionEvent.Complained(code, null));
		}
	}

	public void mute(boolean on) {
		this.mute = on;
	}

	public void forgive() {
		this.acksToLose = 0;
		this.refusals = 0;
		this.complaints = 0;
		this.ends = 0;
		this.mute = false;
	}

	long nextDelayNs() {
		return this.machine.nextDelayNs(this.story.nowNs());
	}

	/** What stands by the frames, and what should. */
	public void checkConvergence() {
		Set<String> expected = this.wanted.stream()
			.filter((topic) -> !this.refused.contains(topic))
			.map(SharedKeyStory::name)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(new TreeSet<>(this.vendor.standing())).isEqualTo(expected);
		assertThat(this.machine.view(this.story.nowNs()).active()).isEqualTo(expected.size());
		if (!this.wanted.isEmpty()) {
			assertThat(this.machine.view(this.story.nowNs()).state()).isInstanceOf(SessionState.Live.class);
		}
	}

	/** What stands is pushed, wanted or not. */
	void push() {
		if (this.greeted && this.connection > 0 && !this.mute) {
			this.vendor.standing().forEach((name) -> {
				Topic topic = this.known.get(name);
				if (topic != null) {
					this.machine.onTick(topic, this.story.nowNs());
					this.refused.remove(topic);
				}
			});
		}
	}

	private void disconnected() {
		this.connection = 0;
		this.vendor.onDisconnected();
	}

	void hear(SharedKeyStory.Answer answer) {
		if (answer.connection() == this.connection) {
			switch (answer.event()) {
				case SessionEvent.Closed _, SessionEvent.Refused _ -> disconnected();
				case SessionEvent.Greeted _ -> this.greeted = true;
				default -> {
					// Changes no socket.
				}
			}
			on(answer.event());
		}
	}

	void on(SessionEvent event) {
		this.machine.on(event, this.story.nowNs()).forEach(this::perform);
		assertThat(this.machine.nextDelayNs(this.story.nowNs())).isNotNegative();
	}

	private void perform(SessionAction action) {
		switch (action) {
			case SessionAction.Open(int opened) -> open(opened);
			case SessionAction.Close(int closed) ->
				later(new SessionEvent.Closed(closed, Failure.CONNECTION_LOST), SECOND / 2);
			case SessionAction.Send(ClientFrame frame) -> {
				this.story.onSent();
				receive(frame);
			}
			case SessionAction.Ping _ -> later(new SessionEvent.Pong(), SECOND / 10);
			case SessionAction.Tell(Topic topic, TopicCondition topicCondition) -> told(topic, topicCondition);
			case SessionAction.Announce _, SessionAction.Report _, SessionAction.Entered _ -> {
				// Words alone.
			}
		}
	}

	private void told(Topic topic, TopicCondition topicCondition) {
		assertThat(this.wanted).contains(topic);
		switch (topicCondition) {
			case TopicCondition.Refused _ -> this.refused.add(topic);
			case TopicCondition.Asked _ -> this.refused.remove(topic);
			case TopicCondition.Queued(Duration eta) ->
				assertThat(eta.toNanos()).isPositive().isLessThanOrEqualTo(SharedKeyStory.MINUTE);
			case TopicCondition.Mute _ -> {
				// Still subscribed.
			}
		}
	}

	private void open(int opened) {
		assertThat(this.connection).as("the socket before is gone").isZero();
		this.connection = opened;
		this.greeted = false;
		if (this.refusals > 0) {
			this.refusals--;
			later(new SessionEvent.Refused(opened, this.refusalStatus), SECOND / 5);
			return;
		}
		later(new SessionEvent.Opened(opened), SECOND / 10);
		later(new SessionEvent.Greeted(), SECOND / 5);
	}

	private void receive(ClientFrame frame) {
		assertThat(this.greeted && this.connection > 0).as("a frame on an open session").isTrue();
		if (frame instanceof ClientFrame.Heartbeat) {
			return;
		}
		if (this.ends > 0) {
			this.ends--;
			later(new SessionEvent.Closed(this.connection, this.end), SECOND / 10);
			return;
		}
		if (this.complaints > 0) {
			this.complaints--;
			later(new SessionEvent.Complained(this.complaintCode, frame.trace()), SECOND / 10);
			return;
		}
		this.vendor.onFrame(frame);
		if (this.acksToLose > 0) {
			this.acksToLose--;
		}
		else {
			later(new SessionEvent.Acked(frame.trace()), SECOND / 4);
		}
	}

	private void later(SessionEvent event, long delayNs) {
		this.story.later(this, this.connection, event, delayNs);
	}

}
