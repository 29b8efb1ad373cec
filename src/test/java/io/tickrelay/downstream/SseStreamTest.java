package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class SseStreamTest extends StreamContract {

	SseStreamTest() {
		super(Wire.SSE);
	}

}
