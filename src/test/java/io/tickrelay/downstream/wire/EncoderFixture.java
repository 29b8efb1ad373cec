package io.tickrelay.downstream.wire;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The encoder of messages, and what JSON it writes.
 */
abstract class EncoderFixture {

	static final Topic TRADE = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	static final JsonMapper JSON = new JsonMapper();

	final MessageEncoder messages = new MessageEncoder();

	static void same(byte[] message, String expected) {
		assertThat(JSON.readTree(message)).isEqualTo(JSON.readTree(expected));
	}

}
