package io.tickrelay.testing;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Gives a context a simulator as its vendor: a bean for the test to control, which the
 * relay itself knows by its address alone.
 */
public final class SimulatedUpstream implements ApplicationContextInitializer<GenericApplicationContext> {

	/** The only key that the simulator lets in. */
	public static final String KEY = "k3y-of-the-tests";

	@Override
	public void initialize(GenericApplicationContext context) {
		Simulator simulator = Simulator.start(SimulatorSettings.defaults().withApiKey(KEY));
		context.registerBean("vendor", Simulator.class, () -> simulator);
		TestPropertyValues
			.of("relay.upstream.url=" + simulator.webSocketUri(), "relay.upstream.rest-url=" + simulator.restUri())
			.applyTo(context);
		if (context.getEnvironment().getProperty("relay.upstream.api-key", "").isEmpty()) {
			TestPropertyValues.of("relay.upstream.api-key=" + KEY).applyTo(context);
		}
	}

}
