package io.tickrelay.simulator;

import java.util.function.BiFunction;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.tick.Business;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Lets clients in, or says why not. Runs on the loop.
 */
final class HandshakeHandler implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

	static final String PATH = "/ws";

	private static final int SWITCHING = 101;

	private static final int LONGEST_FRAME = 64 * 1024;

	private static final WebsocketServerSpec SPEC = WebsocketServerSpec.builder()
		.handlePing(true)
		.maxFramePayloadLength(LONGEST_FRAME)
		.build();

	private final SimulatorSettings.Limits limits;

	private final Sessions sessions;

	private final FaultPlans plans;

	private final CommandHandler desk;

	private final RestHandler rest;

	private final Observations observations;

	private final Clock clock;

	HandshakeHandler(SimulatorSettings.Limits limits, Sessions sessions, FaultPlans plans, CommandHandler desk,
			RestHandler rest, Observations observations, Clock clock) {
		this.limits = limits;
		this.sessions = sessions;
		this.plans = plans;
		this.desk = desk;
		this.rest = rest;
		this.observations = observations;
		this.clock = clock;
	}

	@Override
	public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
		Channel channel = channel(request);
		UpgradeRequest upgradeRequest = channel.attr(KeyFilter.VISIT).get();
		if (RestHandler.serves(request.method(), upgradeRequest.path())) {
			return this.rest.answer(request, response, channel.eventLoop(), upgradeRequest);
		}
		if (!upgradeRequest.path().equals(PATH) || !Business.isName(upgradeRequest.business())
				|| !request.method().equals(HttpMethod.GET)) {
			return refuse(response, HttpResponseStatus.NOT_FOUND.code());
		}
		if (!request.requestHeaders().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
			return refuse(response, HttpResponseStatus.BAD_REQUEST.code());
		}
		boolean stalled = this.plans.any(upgradeRequest.business(), (plan) -> plan.stalled);
		int status = stalled ? 0 : judge(upgradeRequest);
		this.observations.onConnect(new Observations.Connect(this.clock.nowMs(), this.clock.nowNs(),
				upgradeRequest.business(), status, upgradeRequest.keyMatched()));
		return switch (status) {
			case 0 -> Mono.never();
			case SWITCHING -> accept(response, channel, upgradeRequest);
			default -> refuse(response, status);
		};
	}

	private int judge(UpgradeRequest upgradeRequest) {
		int refusal = this.plans.takeRefusal(upgradeRequest.business());
		if (refusal != 0) {
			return refusal;
		}
		if (!upgradeRequest.keyMatched()) {
			return HttpResponseStatus.UNAUTHORIZED.code();
		}
		return (this.sessions.held(upgradeRequest.holder()) < this.limits.connectionsPerKeyAndBusiness()) ? SWITCHING
				: 427;
	}

	private Publisher<Void> accept(HttpServerResponse response, Channel channel, UpgradeRequest upgradeRequest) {
		this.sessions.hold(upgradeRequest.holder());
		channel.closeFuture().addListener((_) -> this.sessions.release(upgradeRequest.holder()));
		return response.sendWebsocket((_, _) -> {
			open(channel, new Business(upgradeRequest.business()));
			return Mono.never();
		}, SPEC);
	}

	private void open(Channel channel, Business business) {
		FaultyChannel line = channel.pipeline().get(FaultyChannel.class);
		Session session = new Session(this.sessions.nextNumber(), business, channel, line, this.observations,
				this.clock, this.limits.framesPerMinute());
		channel.pipeline()
			.addBefore(NettyPipeline.ReactiveBridge, "simulator.aggregator",
					new WebSocketFrameAggregator(LONGEST_FRAME))
			.addBefore(NettyPipeline.ReactiveBridge, "simulator.session",
					new SessionHandler(session, this.desk, () -> this.sessions.remove(session)));
		// Reactor Netty reads on demand of a subscriber, and here is none.
		channel.config().setAutoRead(true);
		this.sessions.add(session);
		line.silence(this.plans.any(business.name(), (plan) -> plan.stalled));
		line.drip(this.plans.bytesPerSecond(business.name()), this.clock.nowNs());
		line.cutAfter(this.plans.takeCut(business.name()));
		this.desk.onOpen(session);
	}

	private static Publisher<Void> refuse(HttpServerResponse response, int status) {
		if (status == HttpResponseStatus.UNAUTHORIZED.code()) {
			response.header(HttpHeaderNames.WWW_AUTHENTICATE, "apikey realm=\"key\"");
		}
		return response.status(status).keepAlive(false).send();
	}

	private static Channel channel(HttpServerRequest request) {
		Channel[] channel = new Channel[1];
		request.withConnection((connection) -> channel[0] = connection.channel());
		return channel[0];
	}

}
