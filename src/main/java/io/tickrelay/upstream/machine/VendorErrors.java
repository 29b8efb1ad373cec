package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.hub.StreamStatus.Cause;

/**
 * The vendor's error codes, which come in frames and as statuses of the handshake: what
 * each means, and what to do. Source: the vendor's error code page.
 */
public final class VendorErrors {

	private static final ErrorPolicy SOON = new ErrorPolicy.Reconnect(Duration.ZERO);

	private static final ErrorPolicy IN_A_MINUTE = new ErrorPolicy.Reconnect(Duration.ofSeconds(60));

	private static final ErrorPolicy AWAIT_ROOM = new ErrorPolicy.AwaitRoom();

	private static final ErrorPolicy LATER = new ErrorPolicy.Reconnect(Duration.ofMinutes(15));

	private static final ErrorPolicy GIVE_UP = new ErrorPolicy.GiveUp();

	private static final ErrorPolicy REFUSE = new ErrorPolicy.RefuseTopics(Cause.UPSTREAM_REFUSED);

	private static final ErrorPolicy REFUSE_IF_NAMED = new ErrorPolicy.RefuseNamed(Cause.UPSTREAM_REFUSED);

	/** A refusal in prose, see the decoder. */
	private static final int NO_CODE = 0;

	private static final String TAKEN = "The plan's connections are taken: the session asks once a minute until one is free";

	private static final ErrorPolicy OVER_LIMIT = new ErrorPolicy.RefuseTopics(Cause.QUOTA);

	private static final Map<Integer, Entry> TABLE = Map.ofEntries(entry(400, "The handshake was malformed", GIVE_UP),
			entry(401, "The key is wrong or missing", GIVE_UP), entry(403, "The key may not do this", GIVE_UP),
			entry(404, "The URL is wrong", GIVE_UP), entry(427, TAKEN, AWAIT_ROOM),
			entry(429, "The plan's request limit is reached", IN_A_MINUTE),
			entry(499, "The connection broke on the way", SOON), entry(500, "The upstream has a fault", SOON),
			entry(501, "Over 60 frames in a minute", IN_A_MINUTE),
			entry(502, "The day's request limit is reached", LATER),
			entry(503, "Too many k-lines asked for", OVER_LIMIT), entry(504, "Too many levels asked for", OVER_LIMIT),
			entry(505, "More symbols than a connection may have", new ErrorPolicy.RefuseNewest()),
			entry(506, "A parameter was not understood", REFUSE), entry(507, "A parameter was missing", REFUSE),
			entry(508, "The key has expired", GIVE_UP), entry(509, "The key is invalid", GIVE_UP),
			entry(510, "The key is empty", GIVE_UP), entry(511, "The key is on the vendor's black list", GIVE_UP),
			entry(512, TAKEN, AWAIT_ROOM), entry(513, "The upstream saw no heartbeat for a minute", SOON),
			entry(514, "The URL is wrong", GIVE_UP),
			entry(515, "The upstream took a frame for no JSON", new ErrorPolicy.Note()),
			entry(516, "More symbols than the plan has in total", new ErrorPolicy.AskAgain()),
			entry(517, "The handshake was refused", GIVE_UP), entry(518, "The handshake was refused", GIVE_UP),
			entry(519, "The handshake was refused", GIVE_UP), entry(520, "The handshake was refused", GIVE_UP),
			entry(521, "The handshake was refused", GIVE_UP), entry(524, "The upstream's origin timed out", SOON));

	private static final Set<Integer> OF_HTTP_ALONE = Set.of(400, 403, 404);

	/** Whatever the business, these are about the key. */
	private static final Set<String> OF_THE_KEY = Set.of("401", "508", "509", "510", "511");

	private static final int TOO_MANY_REQUESTS = 429;

	private static final int FIRST_SERVER_STATUS = 500;

	private VendorErrors() {
	}

	/**
	 * Reads a code from a frame.
	 * @param code the vendor's number
	 * @return what it means and what to do; an unknown one costs the frame that it names
	 * and no other
	 */
	static Entry inFrame(int code) {
		if (OF_HTTP_ALONE.contains(code)) {
			// In a frame they are no words of the vendor's, and no reason to give a
			// session up.
			return new Entry(new Failure(String.valueOf(code), "An undocumented error"), REFUSE_IF_NAMED);
		}
		return known(code, (code == NO_CODE) ? REFUSE : REFUSE_IF_NAMED);
	}

	/**
	 * Reads a status of the handshake. HTTP's own meaning rules where the vendor's
	 * numbers overlap with it: a 503 from a gateway is no matter of k-lines.
	 * @param status HTTP's or the vendor's number
	 * @return what it means and what to do
	 */
	static Entry inHandshake(int status) {
		if (status == TOO_MANY_REQUESTS) {
			// In a handshake it means the connections, in a frame the requests.
			return new Entry(new Failure(String.valueOf(status), TAKEN), AWAIT_ROOM);
		}
		Entry entry = known(status, SOON);
		boolean aboutSession = entry.reaction() instanceof ErrorPolicy.Reconnect
				|| entry.reaction() instanceof ErrorPolicy.AwaitRoom || entry.reaction() instanceof ErrorPolicy.GiveUp;
		if (aboutSession && status != 501 && status != 502) {
			return entry;
		}
		String meaning = (status >= FIRST_SERVER_STATUS) ? "The upstream's gateway failed"
				: "The upstream refused the handshake";
		return new Entry(new Failure(String.valueOf(status), meaning), SOON);
	}

	/** Whether a failure is the key's, and so every session's. */
	static boolean isAboutKey(Failure failure) {
		return OF_THE_KEY.contains(failure.code());
	}

	/** The codes that are documented. */
	public static List<String> codes() {
		return TABLE.keySet().stream().map(String::valueOf).toList();
	}

	private static Entry known(int code, ErrorPolicy otherwise) {
		Entry entry = TABLE.get(code);
		return (entry != null) ? entry
				: new Entry(new Failure(String.valueOf(code), "An undocumented error"), otherwise);
	}

	private static Map.Entry<Integer, Entry> entry(int code, String meaning, ErrorPolicy reaction) {
		return Map.entry(code, new Entry(new Failure(String.valueOf(code), meaning), reaction));
	}

	/**
	 * One row.
	 *
	 * @param failure the code and its meaning
	 * @param reaction what to do
	 */
	record Entry(Failure failure, ErrorPolicy reaction) {
	}

}
