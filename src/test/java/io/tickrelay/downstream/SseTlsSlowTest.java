package io.tickrelay.downstream;

import io.tickrelay.testing.ServedOverTls;
import io.tickrelay.testing.Wire;

import org.junit.jupiter.api.Tag;
import org.springframework.test.context.ContextConfiguration;

@ContextConfiguration(initializers = ServedOverTls.class)
@Tag("full")
class SseTlsSlowTest extends SlowContract {

	SseTlsSlowTest() {
		super(Wire.SSE);
	}

}
