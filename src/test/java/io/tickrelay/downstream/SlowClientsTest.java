package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class SlowClientsTest extends SlowContract {

	SlowClientsTest(Wire wire) {
		super(wire);
	}

}
