package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class SseSlowTest extends SlowContract {

	SseSlowTest() {
		super(Wire.SSE);
	}

}
