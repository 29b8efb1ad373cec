package io.tickrelay.downstream.sse;

import io.tickrelay.demand.Demand;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.RelayTest;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The relay's endpoint of server-sent events.
 */
@RelayTest
abstract class SseFixture {

	@LocalServerPort
	int port;

	@Autowired
	Simulator vendor;

	@Autowired
	Demand demand;

}
