package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class WebSocketStreamTest extends StreamContract {

	WebSocketStreamTest() {
		super(Wire.WEBSOCKET);
	}

}
