package io.tickrelay.simulator.wire;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what a server says besides market data.
 */
public final class ServerFrames {

	/** The first frame of every connection. */
	public static final String GREETING = "{\"code\":200,\"msg\":\"ws connect success\"}";

	/** Comes before {@link #GREETING} on the business {@code stock}; not JSON. */
	public static final String PERMISSION = "You have permission to subscribe to all market data";

	/** The answer to what is not JSON; not JSON either. */
	public static final String NOT_JSON = "Param not json...";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private ServerFrames() {
	}

	/**
	 * An acknowledgement.
	 * @param code 10001, 10004, 10007, 10011 or 11010
	 * @param trace the request's, echoed
	 * @return the frame
	 */
	public static String ack(int code, String trace) {
		ObjectNode frame = JSON.createObjectNode();
		frame.put("code", code).put("trace", trace).put("msg", "ok");
		return frame.toString();
	}

	/**
	 * An error. Its trace is spelled {@code traceId}, unlike an acknowledgement's.
	 * @param code the error's code, such as 505
	 * @param traceId the request's trace, or one that the server made up
	 * @param message for people
	 * @return the frame
	 */
	public static String error(int code, String traceId, String message) {
		ObjectNode frame = JSON.createObjectNode();
		frame.put("traceId", traceId).put("code", code).put("msg", message);
		return frame.toString();
	}

}
