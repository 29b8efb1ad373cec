package io.tickrelay.downstream.admission;

import java.util.function.BooleanSupplier;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;

/**
 * Finds the caller of a request for a stream, where that takes no other party. Refuses no
 * request: the security chain checks all that it does not know. Safe for any thread.
 */
@FunctionalInterface
public interface StreamCredentials {

	/**
	 * Looks for the caller.
	 * @param transport what is asked for
	 * @param headers the request's fields
	 * @param query the URL's parameters, decoded
	 * @return null where the caller is not known at once, or may not have the stream
	 */
	@Nullable Known find(Transport transport, HttpHeaders headers, MultiValueMap<String, String> query);

	/**
	 * A caller whose credential is good.
	 *
	 * @param caller who it is
	 * @param spend takes a credential that is good once; false where it was spent
	 * meanwhile
	 */
	record Known(Caller caller, BooleanSupplier spend) {

		/**
		 * A caller whose credential is good more than once.
		 * @param caller who it is
		 */
		public Known(Caller caller) {
			this(caller, () -> true);
		}

	}

}
