package io.tickrelay.downstream;

import io.tickrelay.testing.Wire;

class SseDemandTest extends DemandContract {

	SseDemandTest() {
		super(Wire.SSE);
	}

}
