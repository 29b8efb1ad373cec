package io.tickrelay.downstream.rest.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.tickrelay.catalog.Found;
import io.tickrelay.catalog.ListStatus;
import io.tickrelay.catalog.Product;
import io.tickrelay.catalog.ProductRow;
import io.tickrelay.catalog.ProductType;
import io.tickrelay.demand.SessionPhase;
import io.tickrelay.demand.TopicStory;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.hub.Frames;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.StreamView;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every answer of the REST endpoints, field by field.
 */
class ReportEncoderTests {

	private static final Topic TRADE = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	private static final StreamView WAITING = new StreamView(TRADE,
			new StreamStatus(State.PENDING, Cause.BUDGET, 90, 7000L), 6000L, null, 0, 0, null, 90, null);

	private static final StreamView LIVE = new StreamView(TRADE, new StreamStatus(State.LIVE, null, 100), null,
			new StreamView.LastValue(Frames.tick(new Tick.Trade(TRADE, 5, "1.10", null, null, null, null), 3, 6), 320),
			3, 10.0 / 3, 320L, 90, 100L);

	private static final JsonMapper JSON = new JsonMapper();

	private final ReportEncoder reports = new ReportEncoder(new MessageEncoder());

	@Test
	void aSnapshotIsATicksMessageWithItsAgeAndItsState() {
		same(this.reports.snapshots(List.of(LIVE, WAITING), List.of(new Rejection("X", ErrorCode.NO_VALUE, "No."))), """
				{"snapshots":[{"type":"trade","stream":"crypto:BTCUSDT@trade","symbol":"BTCUSDT","seq":3,"ts":5,"rts":6,
				 "price":"1.10","snapshot":true,"ageMs":320,
				 "status":{"state":"live","since":100,"lastTickAgeMs":320}}],
				 "rejected":[{"stream":"X","code":"no_value","num":404,"message":"No.","temporary":true}]}""");
	}

	@Test
	void aListHasTheStateAndTheRateOfEachStream() {
		same(this.reports.streams(7,
				List.of(new ReportEncoder.Listed(TRADE.name(), 2, LIVE),
						new ReportEncoder.Listed(TRADE.name(), 0, WAITING))),
				"""
						{"total":7,"streams":[
						 {"stream":"crypto:BTCUSDT@trade","subscribers":2,"lingering":false,"state":"live","since":100,
						  "lastTickAgeMs":320,"rate":3.3,"seq":3},
						 {"stream":"crypto:BTCUSDT@trade","subscribers":0,"lingering":true,"state":"pending",
						  "cause":"budget","since":90,"lastTickAgeMs":null,"etaMs":6000,"rate":0.0,"seq":0}]}""");
	}

	@Test
	void anExplanationHasTheStepsAndTheErrors() {
		TopicStory.Session session = new TopicStory.Session(SessionPhase.BACKOFF, 80, 41, 700L,
				new TopicStory.Fault("503", "Down.", 81));
		same(this.reports.explanation(new Explanation(TRADE,
				List.of(new Explanation.Step("requested", 90L), new Explanation.Step("sent", null)), "Wait.", 0,
				WAITING, session, new TopicStory.Fault("506", "What?", 95), new TopicStory.Unread(7, "bad_book", 480))),
				"""
						{"stream":"crypto:BTCUSDT@trade","steps":[{"step":"requested","done":true,"at":90},
						 {"step":"sent","done":false}],"verdict":"Wait.","holders":0,"lingering":true,
						 "status":{"state":"pending","cause":"budget","since":90,"lastTickAgeMs":null,"etaMs":6000},
						 "session":{"state":"BACKOFF","since":80,"frameBudgetLeft":41,"nextAttemptInMs":700,
						  "lastError":{"code":"503","message":"Down.","at":81}},
						 "lastError":{"code":"506","message":"What?","at":95},
						 "undecodable":{"count":7,"lastKind":"bad_book","lastAgeMs":480}}""");
	}

	@Test
	void productsComeWithTheStateOfTheirLists() {
		Product share = new Product(ProductType.STOCK_US, Business.STOCK,
				new ProductRow("AAPL.US", "Apple", "苹果", "蘋果", false));
		Product index = new Product(ProductType.INDICES, Business.COMMON,
				new ProductRow("SPX", null, null, null, true));
		same(this.reports.products(new Found(9, List.of(share, index)),
				List.of(new ListStatus(ProductType.STOCK_US, Business.STOCK, 8, 3, 2, 70L, null),
						new ListStatus(ProductType.INDICES, Business.COMMON, 1, 0, 0, 90L, "timeout"),
						new ListStatus(ProductType.METAL, Business.COMMON, 0, 0, 0, null, "server_error"))),
				"""
						{"total":9,"stale":true,"symbols":[
						 {"symbol":"AAPL.US","type":"STOCK_US","business":"stock","nameEn":"Apple","nameCn":"苹果","nameHk":"蘋果",
						  "index":false},{"symbol":"SPX","type":"INDICES","business":"common","index":true}],
						 "lists":[{"type":"STOCK_US","business":"stock","state":"fresh","symbols":8,"omitted":3,"unreadable":2,"ageMs":70},
						  {"type":"INDICES","business":"common","state":"stale","symbols":1,"ageMs":90,"error":"timeout"},
						  {"type":"METAL","business":"common","state":"missing","symbols":0,"error":"server_error"}]}""");
	}

	@Test
	void whatIsNotKnownIsAbsent() {
		same(this.reports.explanation(new Explanation(TRADE, List.of(), "Nobody.", 0, null, null, null, null)), """
				{"stream":"crypto:BTCUSDT@trade","steps":[],"verdict":"Nobody.","holders":0,"lingering":false}""");
	}

	private static void same(byte[] written, String expected) {
		assertThat(JSON.readTree(new String(written, StandardCharsets.UTF_8))).isEqualTo(JSON.readTree(expected));
	}

}
