package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class WebSocketDemandTest extends DemandContract {

	WebSocketDemandTest() {
		super(Wire.WEBSOCKET);
	}

}
