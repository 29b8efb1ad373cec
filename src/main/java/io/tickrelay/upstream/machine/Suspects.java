package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.limits.FrameLimit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the symbol whose frame ends the session: an upstream, or a gateway before it, may
 * close or break off where another would complain. Topics whose frame was followed by the
 * end twice are suspects. They are asked for in parts then, one frame at a time, on a
 * session that stood without them and has answered everything else. A topic that ends a
 * session alone is condemned for an hour. A part that ends a session costs a reconnect,
 * so the parts are small, and suspects wait while the hour has few left. Part of the
 * machine: lives on the session's loop.
 *
 * <pre>
 *  asked ─▶ ended ─▶ asked ─▶ ended: suspects, in parts ──▶ alone and ended: condemned
 *    ▲                                  │
 *    └──── answered, or ended without ──┘
 * </pre>
 */
final class Suspects {

	/** An end that comes later than this after a frame is not the frame's. */
	private static final long AFTER_A_FRAME_NS = Duration.ofSeconds(10).toNanos();

	/** A session that ends sooner than this ends without suspects, too. */
	private static final long CONTROL_NS = Duration.ofSeconds(2).toNanos();

	private static final long CONDEMNED_NS = Duration.ofHours(1).toNanos();

	private static final int MOST_CONDEMNED = 1000;

	private static final int MOST_GROUPS = 1000;

	// An answered part costs a frame, a deadly one a reconnect: halves would cost four
	// times as many of those.
	private static final int PARTS = 16;

	private final Subscriptions subscriptions;

	private final FrameLimit limit;

	private final ReconnectPolicy reconnectPolicy;

	/** Topics whose frame was followed by the end once. */
	private final Set<Topic> struck = new HashSet<>();

	private final Deque<List<Topic>> groups = new ArrayDeque<>();

	/** Until when; kept while a topic is not wanted, so that churn can't hide it. */
	private final Map<Topic, Long> condemned = new LinkedHashMap<>();

	private List<Topic> probe = List.of();

	private long sessionSinceNs;

	Suspects(Subscriptions subscriptions, FrameLimit limit, ReconnectPolicy reconnectPolicy) {
		this.subscriptions = subscriptions;
		this.limit = limit;
		this.reconnectPolicy = reconnectPolicy;
	}

	void onSession(long nowNs) {
		this.sessionSinceNs = nowNs;
		this.probe = List.of();
	}

	/** Another key may be served by another gateway. */
	void forget() {
		this.struck.clear();
		this.groups.clear();
		this.condemned.clear();
		this.probe = List.of();
	}

	/** Until when a topic is left alone, or null. */
	@Nullable Long condemnedUntilNs(Topic topic) {
		return this.condemned.get(topic);
	}

	/**
	 * The upstream has ended the session.
	 * @return the topics that are condemned
	 */
	List<Topic> onEnded(Failure failure, long nowNs) {
		Collection<List<Topic>> frames = unanswered(nowNs);
		if (frames.isEmpty()) {
			// It ends without them: they are innocent.
			this.struck.clear();
			this.groups.clear();
			return List.of();
		}
		List<Topic> guilty = List.of();
		Set<Topic> struckNow = new HashSet<>();
		boolean smaller = CloseCodes.isTooBig(failure) && halve(frames);
		for (List<Topic> frame : frames) {
			boolean again = isProbe(frame) || this.struck.containsAll(frame);
			if (smaller && frame.size() > 1) {
				continue;
			}
			if (!again) {
				struckNow.addAll(frame);
			}
			else if (frame.size() > 1) {
				suspectParts(frame);
			}
			else if (frames.size() == 1 && !this.probe.isEmpty()) {
				guilty = frame;
			}
			else {
				// Another frame may have been the one.
				suspect(frame);
			}
		}
		this.struck.clear();
		this.struck.addAll(struckNow);
		guilty.forEach((topic) -> condemn(topic, nowNs));
		return guilty;
	}

	/** What of the missing may be asked for now. */
	List<List<Topic>> admit(List<List<Topic>> missing, long nowNs) {
		if (isQuiet()) {
			return missing;
		}
		Set<Topic> suspected = new HashSet<>(this.condemned.keySet());
		this.groups.forEach(suspected::addAll);
		List<List<Topic>> innocent = missing.stream()
			.map((lot) -> lot.stream().filter((topic) -> !suspected.contains(topic)).toList())
			.filter((lot) -> !lot.isEmpty())
			.toList();
		if (!innocent.isEmpty() || controlNs(nowNs) > 0 || !unanswered(nowNs).isEmpty()) {
			return innocent;
		}
		if (!this.reconnectPolicy.isPlenty(nowNs)) {
			return List.of();
		}
		Set<Topic> all = new HashSet<>();
		missing.forEach(all::addAll);
		for (List<Topic> group : this.groups) {
			List<Topic> next = group.stream().filter(all::contains).toList();
			if (!next.isEmpty()) {
				return List.of(next);
			}
		}
		return all.stream()
			.filter(this.condemned::containsKey)
			.findFirst()
			.map((topic) -> List.of(List.of(topic)))
			.orElse(List.of());
	}

	/** Whether topics may be asked for in one frame at a time alone. */
	boolean isSuspected(List<Topic> lot) {
		return !isQuiet() && (this.condemned.containsKey(lot.getFirst())
				|| this.groups.stream().anyMatch((group) -> group.contains(lot.getFirst())));
	}

	/** A frame of suspects was sent. */
	void onProbe(List<Topic> topics) {
		this.probe = List.copyOf(topics);
		Set<Topic> asked = new HashSet<>(topics);
		List<List<Topic>> rest = this.groups.stream()
			.map((group) -> group.stream().filter((topic) -> !asked.contains(topic)).toList())
			.filter((group) -> !group.isEmpty())
			.toList();
		this.groups.clear();
		this.groups.addAll(rest);
	}

	/** Notices that a frame of suspects was answered, or survived. */
	void onTime() {
		boolean open = this.probe.stream()
			.anyMatch((topic) -> this.subscriptions.hold(topic) instanceof SubscriptionState.Requested);
		if (!open && !this.probe.isEmpty()) {
			this.probe.forEach(this.condemned::remove);
			this.probe = List.of();
		}
	}

	long nextDelayNs(long nowNs) {
		long control = controlNs(nowNs);
		return (isQuiet() || control <= 0) ? Long.MAX_VALUE : control;
	}

	private boolean isProbe(List<Topic> frame) {
		return this.probe.contains(frame.getFirst());
	}

	private boolean isQuiet() {
		return this.groups.isEmpty() && this.condemned.isEmpty();
	}

	private long controlNs(long nowNs) {
		return this.sessionSinceNs + CONTROL_NS - nowNs;
	}

	private boolean halve(Collection<List<Topic>> frames) {
		int biggest = frames.stream().filter((frame) -> frame.size() > 1).mapToInt(FramePacker::size).max().orElse(0);
		return biggest > 0 && this.limit.halve(biggest);
	}

	private void suspectParts(List<Topic> frame) {
		int size = Math.ceilDiv(frame.size(), PARTS);
		for (int from = 0; from < frame.size(); from += size) {
			suspect(frame.subList(from, Math.min(from + size, frame.size())));
		}
	}

	private void suspect(List<Topic> group) {
		this.groups.addFirst(List.copyOf(group));
		if (this.groups.size() > MOST_GROUPS) {
			this.groups.removeLast();
		}
	}

	private void condemn(Topic topic, long nowNs) {
		this.condemned.put(topic, nowNs + CONDEMNED_NS);
		if (this.condemned.size() > MOST_CONDEMNED) {
			this.condemned.remove(this.condemned.keySet().iterator().next());
		}
	}

	/** The frames that asked a moment ago and have no answer. */
	private Collection<List<Topic>> unanswered(long nowNs) {
		Map<String, List<Topic>> frames = new HashMap<>();
		this.subscriptions.eachHold((topic, hold) -> {
			if (hold instanceof SubscriptionState.Requested(String trace, long sinceNs, var _)
					&& nowNs - sinceNs <= AFTER_A_FRAME_NS) {
				frames.computeIfAbsent(trace, (key) -> new ArrayList<>()).add(topic);
			}
		});
		return frames.values();
	}

}
