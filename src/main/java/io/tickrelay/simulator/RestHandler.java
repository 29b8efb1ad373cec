package io.tickrelay.simulator;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.tickrelay.simulator.SimulatorHook.RestReply;
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
 * Answers the REST interface's questions. Loop-owned.
 */
final class RestHandler {

	private static final Set<String> QUESTIONS = Set.of("/common/basic/markets", "/common/basic/markets/trading_days",
			"/common/basic/symbols");

	private static final String KLINES = "/v2/batch_kline";

	private static final List<String> MARKETS = List.of("CN", "HK", "US");

	private final Exchange exchange;

	private final SimulatorHook hook;

	private final Clock clock;

	RestHandler(Exchange exchange, SimulatorHook hook, Clock clock) {
		this.exchange = exchange;
		this.hook = hook;
		this.clock = clock;
	}

	/** Whether a request is for this handler. */
	static boolean serves(HttpMethod method, String path) {
		return method.equals(HttpMethod.GET) ? QUESTIONS.contains(path)
				: method.equals(HttpMethod.POST) && path.endsWith(KLINES) && Business.isName(business(path));
	}

	Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response, UpgradeRequest upgradeRequest) {
		return request.receive()
			.aggregate()
			.asString(StandardCharsets.UTF_8)
			.defaultIfEmpty("")
			.flatMap((body) -> this.hook.onRequest(upgradeRequest, body, () -> reply(upgradeRequest, body)))
			.flatMap((reply) -> response.status(reply.status())
				.keepAlive(false)
				.header(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
				.sendString(Mono.just(reply.body()))
				.then());
	}

	private RestReply reply(UpgradeRequest upgradeRequest, String body) {
		if (!upgradeRequest.keyMatched()) {
			return new RestReply(401, RestAnswers.UNAUTHORIZED);
		}
		String answer = answer(upgradeRequest, body);
		return (answer != null) ? new RestReply(200, answer) : new RestReply(400, RestAnswers.BAD_REQUEST);
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

	/** The business that a path begins with, empty for none. */
	static String business(String path) {
		int end = path.indexOf('/', 1);
		return (end > 0) ? path.substring(1, end) : "";
	}

	static String parameter(QueryStringDecoder query, String name) {
		return query.parameters().getOrDefault(name, List.of("")).getFirst();
	}

}
