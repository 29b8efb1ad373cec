package io.tickrelay.downstream;

import io.tickrelay.testing.ServedOverTls;
import io.tickrelay.testing.Wire;

import org.springframework.test.context.ContextConfiguration;

@ContextConfiguration(initializers = ServedOverTls.class)
class SlowClientsTlsTest extends SlowContract {

	SlowClientsTlsTest(Wire wire) {
		super(wire);
	}

}
