package io.tickrelay.upstream.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ServerFrame.Kind;
import io.tickrelay.upstream.wire.ServerFrame.Undecodable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A decoder that is given frames as texts.
 */
abstract class ServerFrameFixture {

	static final long NOW_MS = 1_786_775_229_000L;

	final Map<String, Interval> onlyIntervals = new HashMap<>();

	final ServerFrameDecoder decoder = new ServerFrameDecoder(Business.CRYPTO, this.onlyIntervals::get, () -> NOW_MS);

	ServerFrame decode(String text) {
		return decode(text.getBytes(StandardCharsets.UTF_8));
	}

	ServerFrame decode(byte[] bytes) {
		return this.decoder.decode(bytes, bytes.length);
	}

	Tick tick(String text) {
		if (decode(text) instanceof ServerFrame.Push(List<Tick> ticks) && ticks.size() == 1) {
			return ticks.getFirst();
		}
		throw new AssertionError("Not one tick: " + decode(text).getClass());
	}

	Tick trade(String fields) {
		return tick("{\"code\":10002,\"data\":{\"s\":\"X\",\"t\":1786775227483," + fields + "}}");
	}

	static String quoted(String text) {
		return text.replace('\'', '"');
	}

	static Consumer<ServerFrame> refused(Kind kind) {
		return (frame) -> assertThat(frame).isInstanceOfSatisfying(Undecodable.class,
				(unread) -> assertThat(unread.kind()).isEqualTo(kind));
	}

	static String bar(String seconds) {
		return "{\"t\":\"" + seconds + "\",\"o\":\"1\",\"h\":\"1\",\"l\":\"1\",\"c\":\"1\"}";
	}

	static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
