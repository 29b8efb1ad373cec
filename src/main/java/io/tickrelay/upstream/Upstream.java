package io.tickrelay.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.tickrelay.demand.DemandListener;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.UpstreamStatus.Phase;
import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.machine.SessionState;
import io.tickrelay.upstream.machine.SessionView;
import io.tickrelay.upstream.rest.ProductAnswer;
import io.tickrelay.upstream.rest.RestClient;
import io.tickrelay.upstream.rest.RestCounters;
import io.tickrelay.upstream.rest.RestOutcome;
import io.tickrelay.upstream.rest.RestResult;
import io.tickrelay.upstream.wire.ListedSymbols;
import io.tickrelay.upstream.wire.RestReader;
import io.tickrelay.upstream.wire.RestRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * All sessions of the key. Follows demand; opens no session that is not wanted. Safe for
 * any thread.
 */
public final class Upstream implements DemandListener {

	private static final Duration PRODUCTS_PATIENCE = Duration.ofMinutes(1);

	/** Longer than a socket waits for the upstream's answer to its goodbye. */
	private static final Duration GOODBYE_PATIENCE = Duration.ofSeconds(2);

	private final Map<Business, UpstreamSession> sessions;

	private final FrameBudget budget;

	private final RestClient rest;

	private final LongSupplier nanoTime;

	private final Mono<Void> releaseLoops;

	Upstream(Map<Business, UpstreamSession> sessions, FrameBudget budget, RestClient rest, LongSupplier nanoTime,
			Mono<Void> releaseLoops) {
		this.sessions = sessions;
		this.budget = budget;
		this.rest = rest;
		this.nanoTime = nanoTime;
		this.releaseLoops = releaseLoops;
	}

	@Override
	public void wantedChanged(Business business) {
		UpstreamSession session = this.sessions.get(business);
		if (session != null) {
			session.demandChangedProxy();
		}
	}

	/** The key may have changed: every session has a look at it. */
	void keyChanged() {
		this.sessions.values().forEach(UpstreamSession::keyChangedProxy);
	}

	/**
	 * How every session is now.
	 * @return one entry a business, in the order of the setting
	 */
	public List<UpstreamStatus> status() {
		return this.sessions.values().stream().map(this::status).toList();
	}

	/**
	 * The sessions' totals.
	 * @param visitor takes each business with its counters
	 */
	public void eachCounters(BiConsumer<Business, UpstreamCounters> visitor) {
		this.sessions.forEach((business, session) -> visitor.accept(business, session.counters()));
	}

	/**
	 * What became of REST requests.
	 * @return live counters
	 */
	public RestCounters restCounters() {
		return this.rest.counters();
	}

	/**
	 * Whether there is a REST interface to ask.
	 * @return false where its place is not configured
	 */
	public boolean hasRest() {
		return this.rest.isConnectable();
	}

	/**
	 * Asks for the products of a type, behind everything else that REST is asked. For any
	 * thread.
	 * @param type as the vendor spells it, such as {@code STOCK_US}
	 * @param answer hears the end once, on a loop that must not be kept; not at all once
	 * that has ended
	 */
	public void askForProductsProxy(String type, Consumer<ProductAnswer> answer) {
		this.rest.<ListedSymbols>askIdlyProxy(RestRequest.symbols(type), PRODUCTS_PATIENCE, RestReader::symbols,
				(result) -> answer.accept(switch (result) {
					case RestResult.Answered<ListedSymbols>(ListedSymbols(var rows, int unreadable)) ->
						new ProductAnswer.Listed(rows, unreadable);
					case RestResult.Failed<ListedSymbols>(RestOutcome outcome) ->
						new ProductAnswer.Failed(outcome.text());
				}));
	}

	/**
	 * How one session is now.
	 * @param business one of the served businesses
	 * @return its status
	 */
	public UpstreamStatus status(Business business) {
		return status(session(business));
	}

	/**
	 * What the upstream has to do with a topic. Completed on the session's own thread,
	 * which must not be kept; never, where that thread is stuck or has ended.
	 * @param topic a topic of one of the served businesses
	 * @return the topic's story, read anew for each subscriber
	 */
	public Mono<TopicStory> story(Topic topic) {
		return session(topic.business()).storyProxy(topic, this::status);
	}

	/**
	 * Frames that may be sent now, heartbeats apart.
	 * @return over all sessions of the key
	 */
	public int frameBudgetLeft() {
		return this.budget.left(this.nanoTime.getAsLong());
	}

	/**
	 * Closes every session for good, with a word to the upstream, so that the key's slots
	 * are free at once. A loop that is told to end closes its sockets before it does
	 * anything else, so that comes only once the word has been said.
	 * @return completes when the sessions' threads have ended
	 */
	Mono<Void> close() {
		return Flux.fromIterable(this.sessions.values())
			.flatMap(UpstreamSession::stopProxy)
			.then()
			.timeout(GOODBYE_PATIENCE)
			.onErrorComplete()
			.then(this.releaseLoops);
	}

	private UpstreamSession session(Business business) {
		UpstreamSession session = this.sessions.get(business);
		if (session == null) {
			throw new IllegalArgumentException("There is no session of the business " + business);
		}
		return session;
	}

	private UpstreamStatus status(UpstreamSession session) {
		long nowNs = this.nanoTime.getAsLong();
		SessionView view = session.view();
		Phase phase = phase(view.state());
		Failure failure = view.lastFailure();
		boolean down = phase != Phase.IDLE && !view.standing();
		long sinceAgeMs = ageMs(view.state().sinceNs(), nowNs);
		return new UpstreamStatus(session.business(), phase, sinceAgeMs, (phase == Phase.LIVE) ? sinceAgeMs : null,
				down ? ageMs(view.downSinceNs(), nowNs) : null, untilMs(view.state(), nowNs),
				view.state() instanceof SessionState.Suspended, age(view.lastHeartbeatNs(), nowNs),
				age(view.lastPongNs(), nowNs), age(session.lastDataNs(), nowNs), view.desired(), view.active(),
				this.budget.left(nowNs), view.reconnectsLastHour(), (failure != null) ? failure.code() : null,
				(failure != null) ? failure.meaning() : null,
				(failure != null) ? ageMs(view.lastFailureNs(), nowNs) : null);
	}

	private static Phase phase(SessionState state) {
		return switch (state) {
			case SessionState.Idle _ -> Phase.IDLE;
			case SessionState.Connecting _, SessionState.Greeting _ -> Phase.CONNECTING;
			case SessionState.Live _ -> Phase.LIVE;
			case SessionState.BackingOff _, SessionState.Suspended _ -> Phase.BACKOFF;
			case SessionState.Rejected _ -> Phase.REJECTED;
			case SessionState.Closing closing -> switch (closing.then()) {
				case SessionState.AfterClose.Rest _ -> Phase.IDLE;
				case SessionState.AfterClose.Retry _, SessionState.AfterClose.NewKey _ -> Phase.BACKOFF;
				case SessionState.AfterClose.GiveUp _ -> Phase.REJECTED;
			};
		};
	}

	private static @Nullable Long untilMs(SessionState state, long nowNs) {
		return switch (state) {
			case SessionState.Pause pause -> ageMs(nowNs, pause.untilNs());
			case SessionState.Rejected(var _, long untilNs) -> ageMs(nowNs, untilNs);
			case SessionState.Idle _, SessionState.OnSocket _ -> null;
		};
	}

	private static @Nullable Long age(@Nullable Long atNs, long nowNs) {
		return (atNs == null) ? null : ageMs(atNs, nowNs);
	}

	private static long ageMs(long atNs, long nowNs) {
		return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nowNs - atNs));
	}

}
