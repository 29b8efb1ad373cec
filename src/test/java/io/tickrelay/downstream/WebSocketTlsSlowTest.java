package io.tickrelay.downstream;

import io.tickrelay.testing.ServedOverTls;
import io.tickrelay.testing.Wire;

import org.springframework.test.context.ContextConfiguration;

@ContextConfiguration(initializers = ServedOverTls.class)
class WebSocketTlsSlowTest extends SlowContract {

	WebSocketTlsSlowTest() {
		super(Wire.WEBSOCKET);
	}

}
