package io.tickrelay.downstream.ws;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.RelayTest;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The relay's WebSocket endpoint.
 */
@RelayTest
abstract class WebSocketFixture {

	@LocalServerPort
	int port;

	@Autowired
	Simulator vendor;

}
