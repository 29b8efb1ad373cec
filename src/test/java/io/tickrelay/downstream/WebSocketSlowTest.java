package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class WebSocketSlowTest extends SlowReaderContract {

	WebSocketSlowTest() {
		super(Wire.WEBSOCKET);
	}

}
