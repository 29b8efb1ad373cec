package io.tickrelay.downstream.slow;

import io.tickrelay.testing.ServedOverTls;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Tag;

import org.springframework.test.context.ContextConfiguration;

@Tag("full")
@ContextConfiguration(initializers = ServedOverTls.class)
class SlowClientsTlsTest extends SlowContract {

	SlowClientsTlsTest(Wire wire) {
		super(wire);
	}

}
