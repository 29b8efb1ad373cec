package io.tickrelay.downstream.access;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class DescriptorsTests {

	private long nowNs;

	private long open = 60;

	@ParameterizedTest
	@CsvSource({ "256,20000,10000,144,164", "1024,20000,10000,816,932", "65536,20000,10000,20000,40000",
			"1024,930,16,916,932", "1024,100,16,100,40000", "64,20000,10000,1,9", "-1,20000,10000,20000,40000" })
	void keepsSomeForTheUpstreamAndSomeForNewcomers(long most, int maxClients, int maxNewcomers, int clients,
			int connections) {
		Descriptors descriptors = descriptors(most, maxClients, maxNewcomers);
		descriptors.onListening();
		assertThat(descriptors.clients()).isEqualTo(clients);
		int entered = 0;
		while (entered < 40_000 && enter(descriptors)) {
			entered++;
			assertThat(descriptors.areScarce()).isEqualTo(connections < 40_000 && entered > clients);
		}
		assertThat(entered).isEqualTo(connections);
	}

	@Test
	void countsThoseThatLeaveAndFilesThatAreOpenedLater() {
		Descriptors descriptors = descriptors(256, 20_000, 10_000);
		descriptors.onListening();
		for (int i = 0; i < 164; i++) {
			assertThat(enter(descriptors)).isTrue();
		}
		assertThat(enter(descriptors)).isFalse();
		descriptors.leave();
		this.open--;
		assertThat(enter(descriptors)).isTrue();

		this.open += 10;
		this.nowNs += Duration.ofSeconds(6).toNanos();
		descriptors.leave();
		this.open--;
		assertThat(enter(descriptors)).isFalse();
		assertThat(descriptors.clients()).isEqualTo(135);
	}

	@Test
	void tellsAtTheStartAndOnceAMinuteWhatToRaise(CapturedOutput output) {
		Descriptors descriptors = descriptors(256, 20_000, 10_000);
		descriptors.onListening();
		assertThat(output).containsOnlyOnce("WARN").contains("ulimit -n").contains("256").contains("144");

		for (int i = 0; i < 1000; i++) {
			descriptors.onTurnedAway();
		}
		assertThat(output).containsOnlyOnce("Newcomers are turned away");
		this.nowNs += Duration.ofSeconds(61).toNanos();
		descriptors.onTurnedAway();
		assertThat(output.toString().split("Newcomers are turned away", -1)).hasSize(3);
	}

	@Test
	void saysNothingWhereThereIsRoom(CapturedOutput output) {
		Descriptors descriptors = descriptors(65_536, 20_000, 10_000);
		descriptors.onListening();
		descriptors.onTurnedAway();
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void closesWhatHasNoRoomAndTellsThatNothingWasAccepted(CapturedOutput output) {
		Descriptors descriptors = descriptors(64, 20_000, 10_000);
		descriptors.onListening();
		AtomicInteger refused = new AtomicInteger();
		EmbeddedChannel listening = new EmbeddedChannel(new DescriptorWatch(descriptors, refused::incrementAndGet),
				new ChannelInboundHandlerAdapter() {

					@Override
					public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
						// The server's own, which says nothing.
					}

				});
		for (int i = 0; i < 12; i++) {
			listening.writeInbound(new EmbeddedChannel());
		}
		assertThat(refused).hasValue(3);
		assertThat(listening.<Channel>readInbound().close().isSuccess()).isTrue();
		listening.writeInbound(new EmbeddedChannel());
		assertThat(refused).as("one has left").hasValue(3);
		assertThat(output).containsOnlyOnce("Newcomers are turned away");

		this.nowNs += Duration.ofSeconds(61).toNanos();
		listening.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Connection aborted"));
		assertThat(output).containsOnlyOnce("Newcomers are turned away");
		listening.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
		assertThat(output.toString().split("Newcomers are turned away", -1)).hasSize(3);
		listening.finishAndReleaseAll();
	}

	private boolean enter(Descriptors descriptors) {
		boolean in = descriptors.enter();
		this.open += in ? 1 : 0;
		return in;
	}

	private Descriptors descriptors(long most, int maxClients, int maxNewcomers) {
		return new Descriptors(new Descriptors.Source(() -> most, () -> this.open), maxClients, maxNewcomers,
				() -> this.nowNs);
	}

}
