package io.tickrelay.simulator;

import java.net.URI;

import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.market.SimulatorSettings;

/**
 * The simulator of the tests: the server of the demo with faults and observations in its
 * hook. Every method may be called from any thread that may block.
 */
public final class Simulator implements AutoCloseable {

	private final FaultHook hook;

	private final SimulatorServer server;

	private Simulator(SimulatorSettings settings, Clock clock) {
		this.hook = new FaultHook(clock);
		this.server = SimulatorServer.start(settings, clock, this.hook);
	}

	/**
	 * Starts a simulator.
	 * @param settings how it behaves
	 * @return the simulator, listening
	 * @throws RuntimeException if the port is taken
	 */
	public static Simulator start(SimulatorSettings settings) {
		return start(settings, Clock.system());
	}

	/**
	 * Starts a simulator with a clock of its own.
	 * @param settings its port, its key, its limits
	 * @param clock what its markets go by
	 * @return it, listening
	 */
	public static Simulator start(SimulatorSettings settings, Clock clock) {
		return new Simulator(settings, clock);
	}

	/** The server itself, which the product's configuration takes. */
	public SimulatorServer server() {
		return this.server;
	}

	/**
	 * Where to connect; {@code ?business=B&apikey=K} is still to be added.
	 * @return such as {@code ws://127.0.0.1:40123/ws}
	 */
	public URI webSocketUri() {
		return this.server.webSocketUri();
	}

	/**
	 * Where to ask the REST interface.
	 * @return such as {@code http://127.0.0.1:40123}
	 */
	public URI restUri() {
		return this.server.restUri();
	}

	/**
	 * The port that it listens on.
	 * @return never 0
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * What can be made to go wrong.
	 * @return the faults of all businesses
	 */
	public Faults faults() {
		return this.hook.faults();
	}

	/**
	 * What the server saw. It stays readable after {@link #close}.
	 * @return the observations
	 */
	public Observations observations() {
		return this.hook.observations();
	}

	/** Stops the server, as {@link SimulatorServer#close} says. */
	@Override
	public void close() {
		this.server.close();
	}

}
