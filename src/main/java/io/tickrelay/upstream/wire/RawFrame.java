package io.tickrelay.upstream.wire;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The known fields of one frame, in any order and depth. A push's fields stand in
 * {@code data}, or at the top in the vendor's older form. Numbers are kept as the text
 * that was sent. A field of the wrong type is remembered as absent.
 */
final class RawFrame {

	/** A side that was sent as something else than lists, or holds something else. */
	static final List<List<String>> NO_SIDE = List.of(List.of(""));

	@Nullable String code;

	@Nullable String trace;

	@Nullable String symbol;

	@Nullable String time;

	@Nullable String price;

	@Nullable String volume;

	@Nullable String turnover;

	@Nullable String direction;

	/** A trade's condition code, or a bar's interval. */
	@Nullable String type;

	@Nullable String open;

	@Nullable String high;

	@Nullable String low;

	@Nullable String close;

	@Nullable String change;

	@Nullable String changePercent;

	/**
	 * One side of a book as it was sent: its lists, none for {@code null}. Null where
	 * nothing was sent.
	 */
	@Nullable List<List<String>> asks;

	@Nullable List<List<String>> bids;

	/** The bars of the REST shape; each is a frame of its own fields. */
	@Nullable List<RawFrame> bars;

	/**
	 * Reads the fields of the object that the parser has just entered, to its end.
	 * @param parser stands on the object's start
	 */
	void read(JsonParser parser) {
		read(parser, true);
	}

	/** Forgets all fields, for the next frame. */
	void clear() {
		this.code = null;
		this.trace = null;
		this.symbol = null;
		this.time = null;
		this.price = null;
		this.volume = null;
		this.turnover = null;
		this.direction = null;
		this.type = null;
		this.open = null;
		this.high = null;
		this.low = null;
		this.close = null;
		this.change = null;
		this.changePercent = null;
		this.asks = null;
		this.bids = null;
		this.bars = null;
	}

	private void read(JsonParser parser, boolean envelope) {
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			JsonToken value = parser.nextToken();
			switch (value) {
				case START_OBJECT -> readObject(name, parser);
				case START_ARRAY -> readArray(name, parser);
				case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
					// What a push carries cannot change what the frame is.
					if (envelope || !isOfEnvelope(name)) {
						readScalar(name, parser.getString());
					}
				}
				case VALUE_NULL -> readSide(name, List.of());
				case null, default -> readSide(name, NO_SIDE);
			}
		}
	}

	private void readObject(String name, JsonParser parser) {
		if (name.equals("data")) {
			read(parser, false);
		}
		else {
			readSide(name, NO_SIDE);
			parser.skipChildren();
		}
	}

	/** Whether a side of a book was sent in whatever form. */
	boolean hasSide() {
		return this.asks != null || this.bids != null;
	}

	/** Whether a side of a book has something in it. */
	boolean hasLevels() {
		return isFilled(this.asks) || isFilled(this.bids);
	}

	private static boolean isFilled(@Nullable List<List<String>> side) {
		return side != null && !side.equals(NO_SIDE) && !isEmpty(side);
	}

	/** Whether a side has no level, in whichever form that was sent. */
	static boolean isEmpty(List<List<String>> side) {
		// No stream: each book passes here.
		for (List<String> list : side) {
			if (!list.isEmpty()) {
				return false;
			}
		}
		return true;
	}

	private static boolean isOfEnvelope(String name) {
		return name.equals("code") || name.equals("trace") || name.equals("traceId");
	}

	private void readArray(String name, JsonParser parser) {
		switch (name) {
			case "a", "b" -> readSide(name, lists(parser));
			case "respList" -> this.bars = readBars(parser);
			default -> parser.skipChildren();
		}
	}

	/** Other fields of that kind count as not sent. */
	void readSide(String name, List<List<String>> lists) {
		switch (name) {
			case "a" -> this.asks = lists;
			case "b" -> this.bids = lists;
			default -> {
				// No side of a book.
			}
		}
	}

	void readScalar(String name, String text) {
		switch (name) {
			case "code" -> this.code = text;
			case "trace", "traceId" -> this.trace = text;
			case "s" -> this.symbol = text;
			case "t" -> this.time = text;
			case "p" -> this.price = text;
			case "v" -> this.volume = text;
			case "vw" -> this.turnover = text;
			case "td" -> this.direction = text;
			case "ty" -> this.type = text;
			case "o" -> this.open = text;
			case "h" -> this.high = text;
			case "l" -> this.low = text;
			case "c" -> this.close = text;
			case "a", "b" -> readSide(name, NO_SIDE);
			case "pca" -> this.change = text;
			// The WebSocket's name and REST's name of the same figure.
			case "pfr", "pc" -> this.changePercent = text;
			default -> {
				// The vendor adds fields without notice.
			}
		}
	}

	private static List<RawFrame> readBars(JsonParser parser) {
		List<RawFrame> bars = new ArrayList<>();
		for (JsonToken token = parser.nextToken(); token != null
				&& token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			if (token == JsonToken.START_OBJECT) {
				RawFrame bar = new RawFrame();
				bar.read(parser);
				bars.add(bar);
			}
			else {
				parser.skipChildren();
			}
		}
		return bars;
	}

	/**
	 * Reads {@code [["1","2"],["3","4"]]}; what is no list of scalars becomes a list of
	 * one that is no number, and null an empty one.
	 */
	private static List<List<String>> lists(JsonParser parser) {
		List<List<String>> lists = new ArrayList<>(2);
		for (JsonToken token = parser.nextToken(); token != null
				&& token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			switch (token) {
				case START_ARRAY -> lists.add(scalars(parser));
				case VALUE_NULL -> lists.add(List.of());
				default -> {
					lists.add(NO_SIDE.getFirst());
					parser.skipChildren();
				}
			}
		}
		return lists;
	}

	private static List<String> scalars(JsonParser parser) {
		List<String> scalars = new ArrayList<>(5);
		for (JsonToken token = parser.nextToken(); token != null
				&& token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			if (token.isStructStart()) {
				parser.skipChildren();
				scalars.add("");
			}
			else {
				scalars.add(parser.getString());
			}
		}
		return scalars;
	}

}
