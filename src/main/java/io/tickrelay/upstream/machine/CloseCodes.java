package io.tickrelay.upstream.machine;

import java.util.Map;
import java.util.Set;

/**
 * The meanings of the codes with which the upstream closes a WebSocket. Source: RFC 6455,
 * section 7.4, and IANA's registry of close codes.
 */
public final class CloseCodes {

	private static final int NONE = 1005;

	private static final String TOO_BIG = "1009";

	/** The upstream's own business: no frame of the relay's is to blame. */
	private static final Set<String> OF_THE_UPSTREAM = Set.of("1001", "1012", "1013", "1014");

	private static final Map<Integer, String> MEANINGS = Map.ofEntries(
			Map.entry(1000, "The upstream closed the connection as if all was done"),
			Map.entry(1001, "The upstream closed the connection because it goes away"),
			Map.entry(1002, "The upstream closed the connection over a break of the WebSocket protocol"),
			Map.entry(1003, "The upstream closed the connection over a kind of data that it does not take"),
			Map.entry(NONE, "The upstream closed the connection and gave no code"),
			Map.entry(1007, "The upstream closed the connection over data that it could not read"),
			Map.entry(1008, "The upstream closed the connection over its policy"),
			Map.entry(1009, "The upstream closed the connection over a message that was too big for it"),
			Map.entry(1010, "The upstream closed the connection because an extension is missing"),
			Map.entry(1011, "The upstream closed the connection over an error of its own"),
			Map.entry(1012, "The upstream closed the connection to restart"),
			Map.entry(1013, "The upstream closed the connection to be asked again later"),
			Map.entry(1014, "The upstream's gateway got no good answer from behind it"));

	private CloseCodes() {
	}

	/** What a close of the upstream is to operators; -1 for one without a code. */
	public static Failure failure(int code) {
		int told = (code < 0) ? NONE : code;
		return new Failure(String.valueOf(told),
				MEANINGS.getOrDefault(told, "The upstream closed the connection with a code of its own"));
	}

	/** The codes that have a meaning. */
	public static Set<String> codes() {
		return Set.copyOf(MEANINGS.keySet().stream().map(String::valueOf).toList());
	}

	/** Whether a failure is a close, or the end of a connection without one. */
	static boolean isEnd(Failure failure) {
		return isClose(failure) || failure.equals(Failure.CONNECTION_LOST);
	}

	/** Whether the end may be the answer to a frame. */
	static boolean mayBlameAFrame(Failure failure) {
		return (isEnd(failure) && !OF_THE_UPSTREAM.contains(failure.code())) || failure.equals(Failure.PROTOCOL_ERROR);
	}

	/** Whether a message was too big. */
	static boolean isTooBig(Failure failure) {
		return failure.code().equals(TOO_BIG);
	}

	private static boolean isClose(Failure failure) {
		// The vendor's numbers and HTTP's have three digits.
		return failure.code().length() == 4 && Character.isDigit(failure.code().charAt(0));
	}

}
