package planted.downstream.ws;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON outside of wire, makes a sink, subscribes and blocks. */
public record Transport(JsonMapper forbidden, Sinks.Many<String> alsoForbidden) {

	void leaveASubscriptionBehind() {
		Flux.just(1).subscribe();
	}

	@Nullable Integer block() {
		return Flux.just(1).blockLast();
	}

}
