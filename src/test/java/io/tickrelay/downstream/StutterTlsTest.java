package io.tickrelay.downstream;

import io.tickrelay.testing.ServedOverTls;

import org.springframework.test.context.ContextConfiguration;

@ContextConfiguration(initializers = ServedOverTls.class)
class StutterTlsTest extends StutterTest {

}
