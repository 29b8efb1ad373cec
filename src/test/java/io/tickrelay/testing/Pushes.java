package io.tickrelay.testing;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pushes of the vendor, made by hand. */
public final class Pushes {

	private Pushes() {
	}

	/** A push of a trade; single quotes stand for double ones. */
	public static String trade(String symbol, String otherFields) {
		return push(10002, symbol, otherFields);
	}

	/** A push of a book; single quotes stand for double ones. */
	public static String depth(String symbol, String otherFields) {
		return push(10005, symbol, otherFields);
	}

	/** A push of a bar; single quotes stand for double ones. */
	public static String kline(String symbol, String otherFields) {
		return push(10008, symbol, otherFields);
	}

	/** A trade with a price. */
	public static String tradeAt(String symbol, String price) {
		return trade(symbol, "'p':'" + price + "','t':1786775227483,'td':1,'v':'1'");
	}

	/** A book of about 100 KB. */
	public static String largeDepth(String symbol, int number) {
		return depth(symbol, number, 500);
	}

	/** A book with so many levels on each side, of about 200 bytes for both. */
	public static String depth(String symbol, int number, int levels) {
		String prices = list(number + ".0000000000000000000000000000000000000000", levels);
		String sizes = list("1.00000000000000000000000000000000000000000", levels);
		String side = "[[" + prices + "],[" + sizes + "]]";
		return depth(symbol, "'a':" + side + ",'b':" + side + ",'t':1786775227483");
	}

	private static String list(String text, int length) {
		return IntStream.range(0, length).mapToObj((i) -> "'" + text + "'").collect(Collectors.joining(","));
	}

	private static String push(int code, String symbol, String otherFields) {
		return "{'code':%d,'data':{'s':'%s',%s}}".formatted(code, symbol, otherFields).replace('\'', '"');
	}

}
