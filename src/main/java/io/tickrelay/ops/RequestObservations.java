package io.tickrelay.ops;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import io.tickrelay.downstream.contract.Transport;

import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * The requests that Spring's own meters count are those that end. A stream's duration
 * would be its client's patience. Its observation would live as long as the client, with
 * all that it refers to. Streams have their own meters.
 */
final class RequestObservations implements ObservationPredicate {

	@Override
	public boolean test(String name, Observation.Context context) {
		return !(context instanceof ServerRequestObservationContext request) || request.getCarrier() == null
				|| !Transport.isStream(request.getCarrier().getPath().pathWithinApplication());
	}

}
