package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class SseOutageTest extends OutageContract {

	SseOutageTest() {
		super(Wire.SSE);
	}

}
