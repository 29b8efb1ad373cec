package io.tickrelay.chaos;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.tickrelay.TickrelayApplication;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.ops.RelayMeter;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Http;
import io.tickrelay.upstream.Keys;
import io.tickrelay.upstream.UpstreamEndpoint;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** A whole relay on a free port. Its vendor outlives it. */
final class Relay implements AutoCloseable {

	private final MovableClock clock = new MovableClock();

	private final Simulator vendor;

	private final ConfigurableApplicationContext context;

	private int keys;

	private Relay(URI url, Simulator vendor, List<String> settings) {
		this.vendor = vendor;
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=127.0.0.1", "--relay.upstream.url=" + url,
						"--relay.upstream.rest-url=" + vendor.restUri(), "--relay.upstream.api-key=key-0"));
		settings.forEach((setting) -> arguments.add("--relay." + setting));
		this.context = new SpringApplicationBuilder(TickrelayApplication.class).initializers(this::prepare)
			.run(arguments.toArray(String[]::new));
	}

	/** Starts a relay of the simulator's; settings go without their prefix. */
	static Relay start(Simulator vendor, String... settings) {
		return new Relay(vendor.webSocketUri(), vendor, List.of(settings));
	}

	/** Starts a relay whose way to the simulator leads through another server. */
	static Relay startVia(URI url, Simulator vendor, String... settings) {
		return new Relay(url, vendor, List.of(settings));
	}

	Simulator vendor() {
		return this.vendor;
	}

	MovableClock clock() {
		return this.clock;
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	<T> T part(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Changes the key. Every session is opened anew, and the refusals of the last key are
	 * forgotten.
	 */
	void changeKey() {
		this.keys++;
		Keys.replace(part(UpstreamEndpoint.class), "key-" + this.keys);
	}

	/** The status of the health endpoint; the probes must not follow it. */
	int health() {
		for (String probe : new String[] { "liveness", "readiness" }) {
			HttpResponse<String> answer = Http.get(port(), "/actuator/health/" + probe);
			assertThat(answer.statusCode()).as(probe).isEqualTo(200);
		}
		return Http.get(port(), "/actuator/health").statusCode();
	}

	/** The health of all businesses together, from the health endpoint. */
	String verdict() {
		return Http.json(Http.get(port(), "/actuator/health")).at("/components/upstream/status").stringValue();
	}

	/** The health of a business, from the health endpoint. */
	JsonNode health(String business) {
		return Http.json(Http.get(port(), "/actuator/health")).at("/components/upstream/details/" + business);
	}

	/** A meter's value, summed over all that carry the tags. */
	long count(RelayMeter meter, String... tags) {
		double sum = 0;
		for (var found : part(MeterRegistry.class).find(meter.meterName()).tags(tags).meters()) {
			for (Measurement measurement : found.measure()) {
				sum += measurement.getValue();
			}
		}
		return (long) sum;
	}

	@Override
	public void close() {
		this.context.close();
	}

	private void prepare(ConfigurableApplicationContext starting) {
		if (starting instanceof GenericApplicationContext generic) {
			generic.registerBean("movableClock", RelayClock.class, () -> new RelayClock(this.clock, System::nanoTime),
					(definition) -> definition.setPrimary(true));
		}
	}

}
