package io.tickrelay;

import io.tickrelay.downstream.rest.UpstreamStories;
import io.tickrelay.downstream.rest.UpstreamStory;
import io.tickrelay.downstream.wire.ErrorReport;
import io.tickrelay.downstream.wire.SessionReport;
import io.tickrelay.downstream.wire.UnreadReport;
import io.tickrelay.hub.RelayClock;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.TopicStory;
import io.tickrelay.upstream.Upstream;
import io.tickrelay.upstream.UpstreamStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tells the clients' side what the upstream's side knows of a stream, because the two
 * never see each other. Ages become times of the relay's clock on the way.
 */
final class SessionStories implements UpstreamStories {

	private final Upstream upstream;

	private final RelayClock clock;

	SessionStories(Upstream upstream, RelayClock clock) {
		this.upstream = upstream;
		this.clock = clock;
	}

	@Override
	public Mono<UpstreamStory> of(Topic topic) {
		return this.upstream.story(topic).map(this::told);
	}

	/** All ages are of one moment, so the clock is read once. */
	private UpstreamStory told(TopicStory story) {
		long nowMs = this.clock.millis();
		return new UpstreamStory(ago(nowMs, story.sentAgeMs()), ago(nowMs, story.heldAgeMs()), story.askAgainInMs(),
				told(nowMs, story.refusal()), told(story.unread()), told(nowMs, story.session()));
	}

	private static @Nullable ErrorReport told(long nowMs, TopicStory.@Nullable Refusal refusal) {
		return (refusal == null) ? null : error(nowMs, refusal.code(), refusal.meaning(), refusal.ageMs());
	}

	private static @Nullable UnreadReport told(TopicStory.@Nullable Unread unread) {
		return (unread == null) ? null : new UnreadReport(unread.count(), unread.kind(), unread.ageMs());
	}

	private static SessionReport told(long nowMs, UpstreamStatus session) {
		return new SessionReport(state(session.state()), nowMs - session.sinceAgeMs(), session.frameBudgetLeft(),
				session.nextAttemptMs(),
				error(nowMs, session.lastErrorCode(), session.lastErrorMeaning(), session.lastErrorAgeMs()));
	}

	private static @Nullable ErrorReport error(long nowMs, @Nullable String code, @Nullable String meaning,
			@Nullable Long ageMs) {
		return (code == null || meaning == null || ageMs == null) ? null
				: new ErrorReport(code, meaning, nowMs - ageMs);
	}

	private static @Nullable Long ago(long nowMs, @Nullable Long ageMs) {
		return (ageMs == null) ? null : Long.valueOf(nowMs - ageMs);
	}

	private static SessionReport.State state(UpstreamStatus.Phase phase) {
		return switch (phase) {
			case IDLE -> SessionReport.State.IDLE;
			case CONNECTING -> SessionReport.State.CONNECTING;
			case LIVE -> SessionReport.State.LIVE;
			case BACKOFF -> SessionReport.State.BACKOFF;
			case REJECTED -> SessionReport.State.REJECTED;
		};
	}

}
