package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class WebSocketSlowTest extends SlowContract {

	WebSocketSlowTest() {
		super(Wire.WEBSOCKET);
	}

}
