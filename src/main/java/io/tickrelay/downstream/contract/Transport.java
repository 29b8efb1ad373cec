package io.tickrelay.downstream.contract;

import java.util.Arrays;

import io.tickrelay.tick.LowerCase;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * How a client is connected. The name is the meters' tag.
 */
public enum Transport implements LowerCase {

	/** Server-sent events. */
	SSE("/v1/stream"),
	/** WebSocket. */
	WS("/v1/ws"),
	/** WebSocket in the vendor's own protocol. */
	COMPAT(CompatDoor.PATH);

	private final String path;

	/** As the mapping of handlers reads it: {@code /%77s} is {@code /ws}. */
	@SuppressWarnings("ImmutableEnumChecker") // Spring's patterns are immutable.
	private final PathPattern pattern;

	Transport(String path) {
		this.path = path;
		this.pattern = PathPatternParser.defaultInstance.parse(path);
	}

	/**
	 * Where clients come in.
	 * @return the path, without a query
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Whether clients of this kind come in there.
	 * @param path of a request, within the application
	 * @return as the mapping of handlers reads it
	 */
	public boolean isAt(PathContainer path) {
		return this.pattern.matches(path);
	}

	/**
	 * Whether clients come in there, which stay, and not requests, which end.
	 * @param path of a request, within the application
	 * @return whether one of these has it
	 */
	public static boolean isStream(PathContainer path) {
		return Arrays.stream(values()).anyMatch((transport) -> transport.isAt(path));
	}

	/**
	 * Whether clients come in there, as far as that can be said before a filter has
	 * looked at the request.
	 * @param target of a request, with its query
	 * @return false for a target in another form than that of a path, and for a broken
	 * one
	 */
	static boolean isStream(String target) {
		int query = target.indexOf('?');
		try {
			return target.startsWith("/")
					&& isStream(PathContainer.parsePath((query < 0) ? target : target.substring(0, query)));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Why its sessions end when the relay stops. The vendor's SDKs take 1001 for an end
	 * without an error and then wait for their next heartbeat to fail; after any other
	 * code they come back at once.
	 * @return the reason, which has the close code
	 */
	public DisconnectReason goingAway() {
		return switch (this) {
			case SSE, WS -> DisconnectReason.GOING_AWAY;
			case COMPAT -> DisconnectReason.DRAINING;
		};
	}

}
