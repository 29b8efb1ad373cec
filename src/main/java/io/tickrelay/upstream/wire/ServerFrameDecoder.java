package io.tickrelay.upstream.wire;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Interval;
import io.tickrelay.upstream.wire.ServerFrame.Complaint;
import io.tickrelay.upstream.wire.ServerFrame.Kind;
import io.tickrelay.upstream.wire.ServerFrame.Undecodable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what the upstream sends, in each form that was seen. Those are enveloped and bare
 * pushes, acks, errors as JSON, errors behind a prefix, and plain words. Never throws.
 * One decoder belongs to one session and its loop.
 */
public final class ServerFrameDecoder {

	private static final String NOT_JSON = "Param not json";

	private static final String SUBSCRIBE_FAIL = "Subscribe fail";

	/** What Java reads in place of bytes that are no UTF-8. */
	private static final char REPLACEMENT = '\ufffd';

	private static final int CODE_NOT_JSON = 515;

	private final JsonFactory json = new JsonFactory();

	private final PushScanner scanner = new PushScanner();

	private final TickReader ticks;

	/**
	 * Creates a decoder for one session.
	 * @param business the session's business, which pushes do not name
	 * @param onlyIntervalOf the interval of a symbol's only k-line subscription, or null
	 * where it has none or several. Bars in the vendor's older shape do not name theirs
	 */
	public ServerFrameDecoder(Business business, Function<String, @Nullable Interval> onlyIntervalOf) {
		this(business, onlyIntervalOf, InstantSource.system()::millis);
	}

	/**
	 * Creates a decoder for one session.
	 * @param business the session's business, which pushes do not name
	 * @param onlyIntervalOf the interval of a symbol's only k-line subscription, or null
	 * @param nowMs the time, epoch milliseconds: what happens later than tomorrow did not
	 * happen
	 */
	public ServerFrameDecoder(Business business, Function<String, @Nullable Interval> onlyIntervalOf,
			LongSupplier nowMs) {
		this.ticks = new TickReader(business, onlyIntervalOf, nowMs);
	}

	/**
	 * Reads one text frame.
	 * @param frame holds the frame's UTF-8 bytes
	 * @param length how many they are, from the array's start
	 * @return what it says
	 */
	public ServerFrame decode(byte[] frame, int length) {
		int start = 0;
		while (start < length && frame[start] <= ' ' && frame[start] >= 0) {
			start++;
		}
		if (start == length || frame[start] == '[') {
			return new Undecodable(Kind.MALFORMED);
		}
		return (frame[start] == '{') ? decodeJson(frame, start, length - start)
				: decodeWords(frame, start, length - start);
	}

	private ServerFrame decodeWords(byte[] frame, int start, int length) {
		String words = new String(frame, start, length, StandardCharsets.UTF_8);
		if (words.startsWith(NOT_JSON)) {
			return new Complaint(CODE_NOT_JSON, null);
		}
		if (!Character.isLetter(words.codePointAt(0)) || words.indexOf(REPLACEMENT) >= 0) {
			return new Undecodable(Kind.MALFORMED);
		}
		boolean complaint = words.startsWith(SUBSCRIBE_FAIL);
		int brace = words.indexOf('{');
		if (brace > 0) {
			byte[] behindPrefix = words.substring(brace).getBytes(StandardCharsets.UTF_8);
			ServerFrame read = decodeJson(behindPrefix, 0, behindPrefix.length);
			// Prose may have braces of its own.
			return (complaint && read instanceof Undecodable) ? new Complaint(0, null) : read;
		}
		return complaint ? new Complaint(0, null) : new ServerFrame.Notice();
	}

	private ServerFrame decodeJson(byte[] frame, int start, int length) {
		RawFrame push = this.scanner.read(frame, start, length);
		return (push != null) ? interpret(push) : parseJson(frame, start, length);
	}

	/** For what is not of the usual form, and for tests that compare. */
	ServerFrame parseJson(byte[] frame, int start, int length) {
		try (JsonParser parser = this.json.createParser(ObjectReadContext.empty(), frame, start, length)) {
			parser.nextToken();
			RawFrame raw = new RawFrame();
			raw.read(parser);
			if (parser.currentToken() != JsonToken.END_OBJECT) {
				return new Undecodable(Kind.MALFORMED);
			}
			return interpret(raw);
		}
		catch (JacksonException ex) {
			// Its message would quote the frame: the kind is all that leaves here.
			return new Undecodable(Kind.MALFORMED);
		}
	}

	private ServerFrame interpret(RawFrame raw) {
		return switch (raw.code) {
			case null -> bare(raw);
			case "200" -> new ServerFrame.Welcome();
			case "10001", "10004", "10007", "11010" -> ack(raw);
			case "10011" -> new ServerFrame.HeartbeatAck();
			case "10002" -> this.ticks.trade(raw);
			case "10005" -> this.ticks.depth(raw);
			case "10008" -> this.ticks.klines(raw);
			default -> complaint(raw, raw.code);
		};
	}

	private static ServerFrame ack(RawFrame raw) {
		return (raw.trace != null) ? new ServerFrame.Ack(raw.trace) : new Undecodable(Kind.BAD_FIELD);
	}

	/** The vendor's first document shows pushes without their envelope. */
	private ServerFrame bare(RawFrame raw) {
		if (raw.bars != null || (raw.open != null && raw.close != null)) {
			return this.ticks.klines(raw);
		}
		if (raw.price != null && !raw.hasLevels()) {
			return this.ticks.trade(raw);
		}
		return raw.hasSide() ? this.ticks.depth(raw) : new Undecodable(Kind.BAD_FIELD);
	}

	private static ServerFrame complaint(RawFrame raw, String code) {
		boolean threeDigits = code.length() == 3 && code.chars().allMatch((c) -> c >= '0' && c <= '9');
		return threeDigits ? new Complaint(Integer.parseInt(code), raw.trace) : new Undecodable(Kind.UNKNOWN_CODE);
	}

}
