package io.tickrelay.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.tickrelay.catalog.ProductSource;
import io.tickrelay.catalog.ProductType;
import io.tickrelay.demand.DemandListener;
import io.tickrelay.demand.SessionPhase;
import io.tickrelay.demand.TopicStories;
import io.tickrelay.demand.TopicStory;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.machine.SessionState;
import io.tickrelay.upstream.machine.SessionView;
import io.tickrelay.upstream.rest.RestClient;
import io.tickrelay.upstream.rest.RestCounters;
import io.tickrelay.upstream.rest.RestOutcome;
import io.tickrelay.upstream.rest.RestResult;
import io.tickrelay.upstream.wire.RestReader;
import io.tickrelay.upstream.wire.RestRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * All sessions of the key. Follows demand; opens no session that is not wanted. Safe for
 * any thread.
 */
public final class Upstream implements DemandListener, ProductSource, TopicStories {

	private static final Duration PRODUCTS_PATIENCE = Duration.ofMinutes(1);

	/** Longer than a socket waits for the upstream's answer to its goodbye. */
	private static final Duration GOODBYE_PATIENCE = Duration.ofSeconds(2);

	private final Map<Business, UpstreamSession> sessions;

	private final FrameBudget budget;

	private final RestClient rest;

	private final LongSupplier nanoTime;

	private final StoryTeller stories;

	private final Mono<Void> releaseLoops;

	Upstream(Map<Business, UpstreamSession> sessions, FrameBudget budget, RestClient rest, LongSupplier nanoTime,
			StoryTeller stories, Mono<Void> releaseLoops) {
		this.sessions = sessions;
		this.budget = budget;
		this.rest = rest;
		this.nanoTime = nanoTime;
		this.stories = stories;
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

	/** Asks behind everything else that REST is asked. */
	@Override
	public void ask(ProductType type, Consumer<ProductSource.Answer> answer) {
		this.rest.<ProductSource.Listed>askIdlyProxy(RestRequest.symbols(type.name()), PRODUCTS_PATIENCE,
				RestReader::symbols, (result) -> answer.accept(switch (result) {
					case RestResult.Answered<ProductSource.Listed>(ProductSource.Listed list) -> list;
					case RestResult.Failed<ProductSource.Listed>(RestOutcome outcome) ->
						new ProductSource.Failed(outcome.text());
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
	 * Completed on the session's own thread; never, where that thread is stuck or has
	 * ended.
	 */
	@Override
	public Mono<TopicStory> of(Topic topic) {
		UpstreamSession session = session(topic.business());
		return session.storyProxy(topic, (story, askAgainNs) -> this.stories.tell(story, askAgainNs, status(session)));
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

	/**
	 * Closes all sockets at once, without a word to the upstream. Sessions whose topics
	 * are wanted open others.
	 * @return completes when they are closed, or after two seconds
	 */
	public Mono<Void> abandon() {
		return Flux.fromIterable(this.sessions.values())
			.flatMap(UpstreamSession::abandonProxy)
			.then()
			.timeout(GOODBYE_PATIENCE)
			.onErrorComplete();
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
		SessionPhase phase = phase(view.state());
		Failure failure = view.lastFailure();
		boolean down = phase != SessionPhase.IDLE && !view.standing();
		long sinceAgeMs = ageMs(view.state().sinceNs(), nowNs);
		return new UpstreamStatus(session.business(), phase, sinceAgeMs,
				(phase == SessionPhase.LIVE) ? sinceAgeMs : null, down ? ageMs(view.downSinceNs(), nowNs) : null,
				untilMs(view.state(), nowNs), view.state() instanceof SessionState.Suspended,
				age(view.lastHeartbeatNs(), nowNs), age(view.lastPongNs(), nowNs), age(session.lastDataNs(), nowNs),
				view.desired(), view.active(), this.budget.left(nowNs), view.reconnectsLastHour(),
				(failure != null) ? failure.code() : null, (failure != null) ? failure.meaning() : null,
				(failure != null) ? ageMs(view.lastFailureNs(), nowNs) : null);
	}

	private static SessionPhase phase(SessionState state) {
		return switch (state) {
			case SessionState.Idle _ -> SessionPhase.IDLE;
			case SessionState.Connecting _, SessionState.Greeting _ -> SessionPhase.CONNECTING;
			case SessionState.Live _ -> SessionPhase.LIVE;
			case SessionState.BackingOff _, SessionState.Suspended _ -> SessionPhase.BACKOFF;
			case SessionState.Rejected _ -> SessionPhase.REJECTED;
			case SessionState.Closing closing -> switch (closing.then()) {
				case SessionState.AfterClose.Rest _ -> SessionPhase.IDLE;
				case SessionState.AfterClose.Retry _, SessionState.AfterClose.NewKey _ -> SessionPhase.BACKOFF;
				case SessionState.AfterClose.GiveUp _ -> SessionPhase.REJECTED;
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
