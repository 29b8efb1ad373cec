package io.tickrelay.simulator;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.market.Products;
import io.tickrelay.simulator.wire.KlineQuestion;
import io.tickrelay.simulator.wire.RestAnswers;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Answers the REST interface's questions, with the faults that are planned. Loop-owned.
 */
final class RestHandler {

	private static final Set<String> QUESTIONS = Set.of("/common/basic/markets", "/common/basic/markets/trading_days",
			"/common/basic/symbols");

	private static final String KLINES = "/v2/batch_kline";

	private static final List<String> MARKETS = List.of("CN", "HK", "US");

	private final Exchange exchange;

	private final FaultPlans plans;

	private final Observations observations;

	private final Clock clock;

	RestHandler(Exchange exchange, FaultPlans plans, Observations observations, Clock clock) {
		this.exchange = exchange;
		this.plans = plans;
		this.observations = observations;
		this.clock = clock;
	}

	/** Whether a request is for this desk. */
	static boolean serves(HttpMethod method, String path) {
		return method.equals(HttpMethod.GET) ? QUESTIONS.contains(path)
				: method.equals(HttpMethod.POST) && path.endsWith(KLINES) && Business.isName(business(path));
	}

	Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response, EventLoop loop,
			UpgradeRequest upgradeRequest) {
		long delayMs = this.plans.restDelay(business(upgradeRequest.path())).toMillis();
		return request.receive()
			.aggregate()
			.asString(StandardCharsets.UTF_8)
			.defaultIfEmpty("")
			.flatMap((body) -> Mono
				.<String>create((sink) -> loop.schedule(() -> sink.success(body), delayMs, TimeUnit.MILLISECONDS)))
			.flatMap((body) -> {
				Reply reply = reply(upgradeRequest, body);
				this.observations.rest()
					.onRequest(new RestObservations.Request(this.clock.nowMs(), this.clock.nowNs(),
							upgradeRequest.path(), body, reply.status()));
				return response.status(reply.status())
					.keepAlive(false)
					.header(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
					.sendString(Mono.just(reply.body()))
					.then();
			});
	}

	private Reply reply(UpgradeRequest upgradeRequest, String body) {
		String business = business(upgradeRequest.path());
		int status = this.plans.restStatus(business);
		if (status != 0) {
			return new Reply(status, (status == 429) ? RestAnswers.RATE_LIMITED : "{}");
		}
		if (!upgradeRequest.keyMatched()) {
			return new Reply(401, RestAnswers.UNAUTHORIZED);
		}
		String type = parameter(new QueryStringDecoder("?" + upgradeRequest.query()), "type");
		if (this.plans.any(business, (plan) -> plan.brokenLists.contains(type))) {
			return new Reply(503, "{}");
		}
		String planned = this.plans.restBody(business);
		String answer = (planned != null) ? planned : answer(upgradeRequest, body);
		return (answer != null) ? new Reply(200, answer) : new Reply(400, RestAnswers.BAD_REQUEST);
	}

	private @Nullable String answer(UpgradeRequest upgradeRequest, String body) {
		QueryStringDecoder query = new QueryStringDecoder("?" + upgradeRequest.query());
		return switch (upgradeRequest.path()) {
			case "/common/basic/markets" -> RestAnswers.markets(MARKETS);
			case "/common/basic/markets/trading_days" ->
				MARKETS.contains(parameter(query, "market")) ? days(query) : null;
			case "/common/basic/symbols" ->
				RestAnswers.symbols(Products.of(parameter(query, "type"), parameter(query, "symbols")));
			default -> klines(new Business(business(upgradeRequest.path())), KlineQuestion.read(body));
		};
	}

	private static @Nullable String days(QueryStringDecoder query) {
		try {
			return RestAnswers.tradingDays(parameter(query, "beginDay"), parameter(query, "endDay"));
		}
		catch (DateTimeException _) {
			return null;
		}
	}

	private @Nullable String klines(Business business, @Nullable KlineQuestion question) {
		if (question == null) {
			return null;
		}
		Map<String, List<Tick.Kline>> bars = new LinkedHashMap<>();
		for (String symbol : question.symbols()) {
			List<Tick.Kline> ofSymbol = this.exchange.history(business, symbol, question.interval(), question.bars(),
					this.clock.nowMs());
			if (!ofSymbol.isEmpty()) {
				bars.put(symbol, ofSymbol);
			}
		}
		return RestAnswers.klines(bars);
	}

	private static String business(String path) {
		int end = path.indexOf('/', 1);
		return (end > 0) ? path.substring(1, end) : "";
	}

	private static String parameter(QueryStringDecoder query, String name) {
		return query.parameters().getOrDefault(name, List.of("")).getFirst();
	}

	private record Reply(int status, String body) {
	}

}
