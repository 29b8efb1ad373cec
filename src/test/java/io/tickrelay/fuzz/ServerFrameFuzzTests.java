package io.tickrelay.fuzz;

import java.util.Arrays;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.upstream.wire.ServerFrame;
import io.tickrelay.upstream.wire.ServerFrameDecoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The frames of the upstream's WebSocket, byte by byte.
 */
class ServerFrameFuzzTests {

	private final ServerFrameDecoder decoder = new ServerFrameDecoder(Business.CRYPTO,
			(symbol) -> symbol.equals("BTCUSDT") ? Interval.ONE_MINUTE : null);

	@FuzzTest
	void aFrameIsReadOrRefused(byte[] input) {
		ServerFrame frame = this.decoder.decode(input, input.length);
		switch (frame) {
			case ServerFrame.Push(List<Tick> ticks) -> {
				assertThat(ticks).isNotEmpty();
				ticks.forEach(Relay::told);
			}
			case ServerFrame.Complaint(int code, var _) -> assertThat(code).isBetween(0, 999);
			case ServerFrame.Undecodable(var kind, var _, var _) ->
				assertThat(kind).isNotEqualTo(ServerFrame.Kind.BINARY);
			case ServerFrame.Ack _, ServerFrame.HeartbeatAck _, ServerFrame.Notice _, ServerFrame.Welcome _ -> {
				// These frames have no further content.
			}
		}
		assertThat(this.decoder.decode(inALongerArray(input), input.length))
			.as("what is left of the frame before in the same array")
			.isEqualTo(frame);
	}

	private static byte[] inALongerArray(byte[] input) {
		byte[] longer = Arrays.copyOf(input, input.length + 4);
		Arrays.fill(longer, input.length, longer.length, (byte) '}');
		return longer;
	}

}
