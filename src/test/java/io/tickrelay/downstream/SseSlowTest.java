package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class SseSlowTest extends SlowReaderContract {

	SseSlowTest() {
		super(Wire.SSE);
	}

}
