package io.tickrelay.simulator;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.wire.ServerFrames;
import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Does to a server what the fault plans say, and records what it sees. Owned by the
 * server's loop, but for {@link #faults} and {@link #observations}.
 */
final class FaultHook implements SimulatorHook {

	private final FaultPlans plans = new FaultPlans();

	private final Sessions sessions = new Sessions();

	private final Observations observations = new Observations();

	private final Clock clock;

	private @Nullable EventLoop loop;

	private @Nullable Faults faults;

	FaultHook(Clock clock) {
		this.clock = clock;
	}

	Faults faults() {
		return Objects.requireNonNull(this.faults);
	}

	Observations observations() {
		return this.observations;
	}

	@Override
	public void onStart(EventLoop serverLoop) {
		this.loop = serverLoop;
		this.faults = new Faults(new LoopThread(serverLoop), this.plans, this.sessions, this.clock, null);
	}

	@Override
	public void onConnection(Channel channel) {
		channel.pipeline().addFirst("simulator.line", new FaultyChannel());
	}

	@Override
	public int onHandshake(UpgradeRequest request, int status) {
		int faulty = faultyStatus(request.business(), status);
		this.observations.onConnect(new Observations.Connect(this.clock.nowMs(), this.clock.nowNs(), request.business(),
				faulty, request.keyMatched()));
		return faulty;
	}

	@Override
	public boolean onOpen(Session session) {
		String business = session.business().name();
		this.sessions.add(session);
		FaultyChannel line = FaultyChannel.of(session);
		line.silence(isStalled(session));
		line.drip(this.plans.bytesPerSecond(business), this.clock.nowNs());
		line.cutAfter(this.plans.takeCut(business));
		this.observations.onOpen(session.number(), business);
		return !plans(session, (plan) -> plan.withholdGreeting);
	}

	@Override
	public void onFrame(Session session, WebSocketFrame frame) {
		switch (frame) {
			case PingWebSocketFrame _ -> this.observations.onPing();
			case TextWebSocketFrame text when !session.isClosing() ->
				this.observations.onReceived(new Observations.Received(this.clock.nowMs(), this.clock.nowNs(),
						session.business().name(), session.number(), text.text()));
			case CloseWebSocketFrame close when !session.isClosing() ->
				this.observations.onClose(new Observations.Close(this.clock.nowNs(), session.business().name(),
						session.number(), close.statusCode()));
			default -> {
				// Of no interest: pongs, binary frames and frames after a close.
			}
		}
	}

	@Override
	public void onCommand(Session session, Command command) {
		String business = session.business().name();
		FaultPlan error = this.plans.takeError(business);
		if (error != null) {
			session.text(ServerFrames.error(error.errorCode, command.trace(), error.errorMessage));
			return;
		}
		Runnable acknowledge = this.plans.takeSwallowedAck(business) ? () -> {
		} : command::acknowledge;
		Duration delay = this.plans.ackDelay(business);
		if (!plans(session, (plan) -> plan.pushBeforeAck)) {
			session.later(delay, () -> {
				if (command.apply()) {
					acknowledge.run();
				}
			});
		}
		else if (command.apply()) {
			command.pushNow();
			session.later(delay, acknowledge);
		}
	}

	@Override
	public boolean closesOnSymbolLimit(Session session) {
		return !plans(session, (plan) -> plan.staysOpenOnSymbolLimit);
	}

	@Override
	public void onSubscriptions(Session session, Set<String> texts) {
		this.observations.onSubscriptions(session.number(), texts);
	}

	@Override
	public boolean mutes(Business business, String symbol) {
		return this.plans.any(business.name(), (plan) -> plan.muted.contains(symbol));
	}

	@Override
	public void onSkipped(Session session) {
		this.observations.onSkipped();
	}

	@Override
	public boolean onPulse(Session session, long nowNs) {
		FaultyChannel.of(session).pulse(nowNs);
		return !isStalled(session);
	}

	@Override
	public void onGone(Session session) {
		this.sessions.remove(session);
		this.observations.onGone(session.number());
	}

	@Override
	public Mono<RestReply> onRequest(UpgradeRequest request, String body, Supplier<RestReply> answer) {
		String business = RestHandler.business(request.path());
		long delayMs = this.plans.restDelay(business).toMillis();
		EventLoop timer = Objects.requireNonNull(this.loop);
		return Mono
			.<RestReply>create((sink) -> timer.schedule(() -> sink.success(faultyReply(request, business, answer)),
					delayMs, TimeUnit.MILLISECONDS))
			.doOnNext((reply) -> this.observations.rest()
				.onRequest(new RestObservations.Request(this.clock.nowMs(), this.clock.nowNs(), request.path(), body,
						reply.status())));
	}

	private int faultyStatus(String business, int status) {
		if (this.plans.any(business, (plan) -> plan.stalled)) {
			return 0;
		}
		int refusal = this.plans.takeRefusal(business);
		return (refusal != 0) ? refusal : status;
	}

	private RestReply faultyReply(UpgradeRequest request, String business, Supplier<RestReply> answer) {
		int status = this.plans.restStatus(business);
		if (status != 0) {
			return new RestReply(status, (status == 429) ? RestFaults.RATE_LIMITED : "{}");
		}
		if (!request.keyMatched()) {
			return answer.get();
		}
		String type = RestHandler.parameter(new QueryStringDecoder("?" + request.query()), "type");
		if (this.plans.any(business, (plan) -> plan.brokenLists.contains(type))) {
			return new RestReply(503, "{}");
		}
		String planned = this.plans.restBody(business);
		return (planned != null) ? new RestReply(200, planned) : answer.get();
	}

	private boolean isStalled(Session session) {
		return plans(session, (plan) -> plan.stalled);
	}

	private boolean plans(Session session, Predicate<FaultPlan> test) {
		return this.plans.any(session.business().name(), test);
	}

}
