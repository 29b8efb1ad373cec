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

	private final SimulatorHook hook;

	private final CommandHandler commands;

	private final RestHandler rest;

	private final Clock clock;

	HandshakeHandler(SimulatorSettings.Limits limits, Sessions sessions, SimulatorHook hook, CommandHandler commands,
			RestHandler rest, Clock clock) {
		this.limits = limits;
		this.sessions = sessions;
		this.hook = hook;
		this.commands = commands;
		this.rest = rest;
		this.clock = clock;
	}

	@Override
	public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
		Channel channel = channel(request);
		UpgradeRequest upgradeRequest = channel.attr(KeyFilter.VISIT).get();
		if (RestHandler.serves(request.method(), upgradeRequest.path())) {
			return this.rest.answer(request, response, upgradeRequest);
		}
		if (!upgradeRequest.path().equals(PATH) || !Business.isName(upgradeRequest.business())
				|| !request.method().equals(HttpMethod.GET)) {
			return refuse(response, HttpResponseStatus.NOT_FOUND.code());
		}
		if (!request.requestHeaders().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
			return refuse(response, HttpResponseStatus.BAD_REQUEST.code());
		}
		int status = this.hook.onHandshake(upgradeRequest, judge(upgradeRequest));
		return switch (status) {
			case 0 -> Mono.never();
			case SWITCHING -> accept(response, channel, upgradeRequest);
			default -> refuse(response, status);
		};
	}

	private int judge(UpgradeRequest upgradeRequest) {
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
		Session session = new Session(this.sessions.nextNumber(), business, channel, this.hook, this.clock,
				this.limits.framesPerMinute());
		channel.pipeline()
			.addBefore(NettyPipeline.ReactiveBridge, "simulator.aggregator",
					new WebSocketFrameAggregator(LONGEST_FRAME))
			.addBefore(NettyPipeline.ReactiveBridge, "simulator.session",
					new SessionHandler(session, this.commands, this.hook, () -> this.sessions.remove(session)));
		// Reactor Netty reads on demand of a subscriber, and here is none.
		channel.config().setAutoRead(true);
		this.sessions.add(session);
		this.commands.onOpen(session);
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
