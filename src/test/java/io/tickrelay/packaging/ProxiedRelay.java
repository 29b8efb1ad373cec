package io.tickrelay.packaging;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.client.StreamClient;

import static org.awaitility.Awaitility.await;

/**
 * A relay behind nginx, and its vendor, whose ticks a test makes.
 */
final class ProxiedRelay implements AutoCloseable {

	private static final String KEY = "k3y-of-the-vendor";

	// The parts are closed in reverse order.
	private final Deque<AutoCloseable> parts = new ArrayDeque<>();

	private final Certificates authority;

	private final Simulator vendor;

	private final RelayProcess relay;

	private final Nginx nginx;

	/**
	 * Starts all of it.
	 * @param folder for their files
	 * @param readTimeout of nginx, such as {@code 2s}
	 * @param settings of the relay
	 */
	ProxiedRelay(Path folder, String readTimeout, String... settings) throws IOException {
		try {
			this.authority = Certificates.authority(folder, "authority");
			this.vendor = add(Simulator.start(SimulatorSettings.defaults().withApiKey(KEY)));
			this.relay = add(RelayProcess.start(Map.of("INFOWAY_API_KEY", KEY), arguments(this.vendor, settings)));
			this.nginx = add(Nginx.start(folder, this.authority, this.relay.port(), readTimeout));
		}
		catch (IOException | RuntimeException | AssertionError ex) {
			close();
			throw ex;
		}
	}

	private static String[] arguments(Simulator vendor, String... settings) {
		String[] arguments = new String[settings.length + 2];
		arguments[0] = "--relay.upstream.url=" + vendor.webSocketUri();
		arguments[1] = "--relay.downstream.trusted-proxies=127.0.0.1";
		System.arraycopy(settings, 0, arguments, 2, settings.length);
		return arguments;
	}

	Certificates authority() {
		return this.authority;
	}

	Simulator vendor() {
		return this.vendor;
	}

	RelayProcess relay() {
		return this.relay;
	}

	Nginx nginx() {
		return this.nginx;
	}

	/** Names a symbol that ticks only when a test pushes. */
	String silentSymbol(String name) {
		this.vendor.faults().muteSymbol(name + "USDT");
		return name + "USDT";
	}

	/** Waits until the relay has subscribed to the trades of a symbol. */
	void awaitUpstream(String symbol) {
		await().atMost(StreamClient.PATIENCE)
			.until(() -> this.vendor.observations().subscriptions("crypto").contains(symbol + "@trade"));
	}

	/** Pushes a frame from the vendor. */
	void push(String frame) {
		this.vendor.faults().on("crypto").sendText(frame);
	}

	/** Where clients that know no TLS find nginx, by their own addresses. */
	ByteProxy tunnelFrom(String address) throws IOException {
		return ByteProxy.toTls(this.nginx.port(), this.authority.clients(), InetAddress.ofLiteral(address));
	}

	@Override
	public void close() {
		while (!this.parts.isEmpty()) {
			try {
				this.parts.pop().close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private <T extends AutoCloseable> T add(T part) {
		this.parts.push(part);
		return part;
	}

}
