package io.tickrelay.downstream.slow;

import io.tickrelay.testing.ServedOverTls;

import org.junit.jupiter.api.Tag;
import org.springframework.test.context.ContextConfiguration;

@ContextConfiguration(initializers = ServedOverTls.class)
@Tag("full")
class StutterTlsTest extends StutterTest {

}
