package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class WebSocketOutageTest extends OutageContract {

	WebSocketOutageTest() {
		super(Wire.WEBSOCKET);
	}

}
