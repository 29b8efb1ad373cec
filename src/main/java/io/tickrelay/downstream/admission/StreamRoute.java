package io.tickrelay.downstream.admission;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.PlainRequest;
import org.jspecify.annotations.Nullable;

/**
 * Serves the streams of one path. Refuses nothing: what it does not serve is answered by
 * the handler behind the server's filters.
 */
public interface StreamRoute {

	/**
	 * The transport that is spoken at the path.
	 * @return one that no other route has
	 */
	Transport transport();

	/**
	 * Prepares a stream. Changes nothing.
	 * @param request the request
	 * @param caller who is behind it
	 * @return begins the stream with the head of the answer, on the channel's loop, whose
	 * pipeline still is HTTP's; null where the request has to be refused
	 */
	@Nullable Runnable prepare(PlainRequest request, Caller caller);

}
