package io.tickrelay.ops;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import io.tickrelay.downstream.contract.Transport;

import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * Which requests Spring's own meters count: those that end. A stream's duration would be
 * its client's patience, and its observation, with all that it refers to, would live as
 * long as the client; streams have their own meters.
 */
final class RequestObservations implements ObservationPredicate {

	@Override
	public boolean test(String name, Observation.Context context) {
		return !(context instanceof ServerRequestObservationContext request) || request.getCarrier() == null
				|| !Transport.isStream(request.getCarrier().getPath().pathWithinApplication());
	}

}
