package io.tickrelay.downstream.slow;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.ImpatientRelayTest;
import io.tickrelay.testing.ServedOverTls;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * What tests of clients that take little have in common: whom they connect, and what they
 * have the vendor push. Where the relay is {@link ServedOverTls}, clients go through a
 * tunnel and know nothing of it.
 */
@ImpatientRelayTest
abstract class SlowClients {

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired(required = false)
	private @Nullable Certificates certificates;

	private @Nullable ByteProxy tls;

	@BeforeEach
	void openTunnel() throws IOException {
		if (this.certificates != null) {
			this.tls = ByteProxy.toTls(this.port, this.certificates.clients());
		}
	}

	@AfterEach
	void closeTunnel() throws IOException {
		if (this.tls != null) {
			this.tls.close();
		}
	}

	/** Where clients find the relay. */
	final int port() {
		return (this.tls != null) ? this.tls.port() : this.port;
	}

	/** Gives the tunnel room enough that the kernel drops no segment of those to come. */
	final void loseNoSegments() {
		if (this.tls != null) {
			this.tls.hold(32_768);
		}
	}

	final StreamClient connect(Wire wire, String symbol, String wish) {
		return wire.connect(port(), streams(symbol) + wish);
	}

	/** Connects a client on whose side the kernel holds little. */
	static SocketClient slow(Wire wire, int to, String symbol, String wish) {
		SocketClient client = wire.connectWithSmallWindow(to, streams(symbol) + wish);
		client.next("hello");
		client.next(wire.answer());
		return client;
	}

	private static String streams(String symbol) {
		return "streams=" + symbol + "@depth," + symbol + "@trade&snapshot=false&";
	}

	/** A symbol that has no ticks but those that the test pushes. */
	final String silentSymbol(Wire wire, String name) {
		String symbol = name + wire.name().charAt(0) + "USDT";
		this.vendor.faults().muteSymbol(symbol);
		return symbol;
	}

	final void push(String frame) {
		this.vendor.faults().on("crypto").sendText(frame);
	}

	final void awaitUpstream(String symbol) {
		await(StreamClient.PATIENCE).until(() -> this.vendor.observations().subscriptions("crypto"),
				(topics) -> topics.containsAll(List.of(symbol + "@depth", symbol + "@trade")));
	}

	static ConditionFactory await(Duration patience) {
		return Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(10));
	}

}
