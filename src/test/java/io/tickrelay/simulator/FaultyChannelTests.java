package io.tickrelay.simulator;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a line does to bytes, it lets every buffer go.
 */
class FaultyChannelTests {

	private final FaultyChannel line = new FaultyChannel();

	private final EmbeddedChannel channel = new EmbeddedChannel(this.line);

	private final List<ByteBuf> written = new ArrayList<>();

	@ParameterizedTest
	@EnumSource(Fault.class)
	void keepsNoBufferOfALineThatEnds(Fault fault) {
		write(2);
		fault.begin(this.line);
		write(3);
		this.line.pulse(100_000_000);
		write(3);
		this.channel.close();
		write(2);
		this.channel.finishAndReleaseAll();

		assertThat(this.written).hasSize(10).allSatisfy((buffer) -> assertThat(buffer.refCnt()).isZero());
		assertThat(this.line.queuedBytes()).isZero();
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void hasSentAndReleasedTheRestWhenTheFaultIsOver(Fault fault) {
		fault.begin(this.line);
		write(4);
		this.line.pulse(100_000_000);
		this.line.silence(false);
		this.line.cutAfter(-1);
		this.line.drip(0, 200_000_000);
		write(1);
		assertThat(this.line.queuedBytes()).isZero();
		this.channel.releaseOutbound();

		assertThat(this.written).hasSize(5).allSatisfy((buffer) -> assertThat(buffer.refCnt()).isZero());
	}

	@Test
	void breaksALineOnWhichTooMuchWaits() {
		this.line.drip(1, 0);
		ByteBuf most = Unpooled.buffer(1 << 20).writeZero(1 << 20);
		this.channel.writeOutbound(most);
		assertThat(this.channel.isOpen()).isTrue();
		write(1);

		assertThat(this.channel.isOpen()).isFalse();
		assertThat(most.refCnt()).isZero();
		assertThat(this.written.getFirst().refCnt()).isZero();
	}

	private void write(int buffers) {
		for (int i = 0; i < buffers; i++) {
			ByteBuf buffer = Unpooled.buffer(100).writeZero(100);
			this.written.add(buffer);
			this.channel.write(buffer);
			this.channel.flush();
		}
	}

	/** What can befall a line. */
	enum Fault {

		NONE, SILENCE, DRIP, CUT_AT_ONCE, CUT_WITHIN_A_BUFFER, CUT_WHILE_DRIPPING;

		void begin(FaultyChannel line) {
			switch (this) {
				case NONE -> {
					// All is well.
				}
				case SILENCE -> line.silence(true);
				case DRIP -> line.drip(1500, 0);
				case CUT_AT_ONCE -> line.cutAfter(0);
				case CUT_WITHIN_A_BUFFER -> line.cutAfter(150);
				case CUT_WHILE_DRIPPING -> {
					line.drip(1500, 0);
					line.cutAfter(120);
				}
			}
		}

	}

}
