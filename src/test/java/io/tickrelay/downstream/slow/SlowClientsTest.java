package io.tickrelay.downstream.slow;

import io.tickrelay.testing.client.Wire;

class SlowClientsTest extends SlowContract {

	SlowClientsTest(Wire wire) {
		super(wire);
	}

}
