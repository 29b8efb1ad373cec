package io.tickrelay.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import io.tickrelay.catalog.SymbolPatterns;
import io.tickrelay.downstream.contract.RelayMode;
import io.tickrelay.downstream.wire.ConnectionMessages;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.hub.Frames;
import io.tickrelay.testing.SampleLimits;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.ParsedTopic;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.TopicParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The parts of a relay around its parsers, put together as the relay does. Every message
 * that leaves it is checked.
 */
final class Relay {

	static final Set<Business> BUSINESSES = Set.of(Business.STOCK, Business.CRYPTO, Business.COMMON);

	static final TopicParser TOPICS = new TopicParser(BUSINESSES,
			new SymbolPatterns(BUSINESSES, List.of("USDT", "USDC", "BTC", "ETH")));

	// Symbols of the upstream are read as streams held, in whatever letters, because a
	// client must be able to give them up.
	private static final TopicParser HELD = TOPICS.ofStreamsHeld();

	static final MessageEncoder MESSAGES = new MessageEncoder();

	static final ConnectionMessages CONNECTION = new ConnectionMessages(MESSAGES, new RelayMode(true),
			SampleLimits.LIMITS);

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final long RECEIVED_MICROS = 1786775227534123L;

	private Relay() {
	}

	/** The message that a client reads of a tick. */
	static JsonNode told(Tick tick) {
		assertThat(HELD.parse(tick.topic().name())).isEqualTo(new ParsedTopic.Valid(tick.topic()));
		JsonNode message = object(MESSAGES.encode(Frames.tick(tick, 7, RECEIVED_MICROS)));
		assertThat(message.path("symbol").asString()).isEqualTo(tick.topic().symbol());
		return message;
	}

	/**
	 * Reads a message as a strict client does: UTF-8, one JSON object and nothing behind
	 * it, on one line, because an SSE event would end with it.
	 */
	static JsonNode object(byte[] message) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
			assertThat(text).doesNotContain("\n", "\r");
			JsonNode root = JSON.readTree(text);
			assertThat(root.isObject()).isTrue();
			return root;
		}
		catch (CharacterCodingException ex) {
			throw new AssertionError("No UTF-8", ex);
		}
	}

}
