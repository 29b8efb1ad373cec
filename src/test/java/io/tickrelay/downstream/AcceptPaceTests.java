package io.tickrelay.downstream;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AcceptPaceTests {

	private long nowNs;

	private long takesNs;

	private int taken;

	@Test
	void leavesTheLoopItsShareBehindEachConnection() {
		EmbeddedChannel listening = listening(5);
		this.takesNs = TimeUnit.MICROSECONDS.toNanos(20);
		listening.writeInbound("a connection");
		assertThat(listening.config().isAutoRead()).isFalse();
		pass(listening, 379);
		assertThat(listening.config().isAutoRead()).isFalse();
		pass(listening, 1);
		assertThat(listening.config().isAutoRead()).isTrue();
		assertThat(this.taken).isOne();
	}

	/** A transport may take several before it looks whether it should. */
	@Test
	void losesNobodyOfABatchAndPausesOnceBehindIt() {
		EmbeddedChannel listening = listening(5);
		this.takesNs = TimeUnit.MICROSECONDS.toNanos(20);
		listening.writeInbound("one", "two", "three");
		assertThat(this.taken).isEqualTo(3);
		assertThat(listening.config().isAutoRead()).isFalse();
		pass(listening, 380);
		assertThat(listening.config().isAutoRead()).isTrue();
		pass(listening, 10_000);
		assertThat(listening.config().isAutoRead()).isTrue();
	}

	@Test
	void keepsNobodyOutForLong() {
		EmbeddedChannel listening = listening(1);
		this.takesNs = TimeUnit.SECONDS.toNanos(3);
		listening.writeInbound("a connection");
		pass(listening, 499);
		assertThat(listening.config().isAutoRead()).isFalse();
		pass(listening, 1);
		assertThat(listening.config().isAutoRead()).isTrue();
	}

	@Test
	void doesNotPauseWhenAllOfTheTimeIsForNewcomers() {
		EmbeddedChannel listening = listening(100);
		this.takesNs = TimeUnit.SECONDS.toNanos(3);
		listening.writeInbound("a connection");
		assertThat(listening.config().isAutoRead()).isTrue();
	}

	private EmbeddedChannel listening(int share) {
		EmbeddedChannel channel = new EmbeddedChannel(new AcceptPace(new NewcomerShare(share, 1), () -> this.nowNs),
				new ChannelInboundHandlerAdapter() {
					@Override
					public void channelRead(ChannelHandlerContext context, Object message) {
						AcceptPaceTests.this.taken++;
						AcceptPaceTests.this.nowNs += AcceptPaceTests.this.takesNs;
					}
				});
		channel.freezeTime();
		return channel;
	}

	private static void pass(EmbeddedChannel channel, long us) {
		channel.advanceTimeBy(us, TimeUnit.MICROSECONDS);
		channel.runScheduledPendingTasks();
	}

}
