package io.tickrelay.downstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.tickrelay.downstream.wire.ConnectionMessages.Sizes;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.ProblemWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

import static org.assertj.core.api.Assertions.assertThat;

/** A request that waits for its turn, which comes 20 ms after another's. */
class RequestWatchTests {

	private static final HttpRequest PAGE = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");

	private static final HttpRequest STREAM = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET,
			"/v1/stream?streams=BTCUSDT@trade");

	private long nowNs;

	private final Turnstile turnstile = new Turnstile(new NewcomerShare(1, 1), 2, () -> this.nowNs);

	private int reads;

	/** Whether it was a message's turn when it came to whoever answers. */
	private final List<Boolean> turns = new ArrayList<>();

	private boolean leaves;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@BeforeEach
	void receive() {
		this.channel.freezeTime();
		// As behind an answered request; a connection's first one finds it off.
		this.channel.config().setAutoRead(true);
		this.channel.pipeline().addLast(new Reads());
		this.channel.pipeline().addLast(NettyPipeline.HttpTrafficHandler, new Answerer());
		LimitProperties limits = new LimitProperties(1, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1),
				100, 100, 100, 1);
		UnreadableRequests unreadable = new UnreadableRequests(new ProblemWriter(new MessageEncoder()),
				new DownstreamCounters(), new Sizes(1, 1, 1));
		Newcomer.receive(this.channel, new Newcomers(limits, unreadable, new NewcomerShare(1, 1), this.turnstile,
				new ForwardedClients(List.of()), new LoopClocks(), Descriptors.ofProcess(100, 0)), null);
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
		assertThat(this.turnstile.waiting()).isZero();
	}

	@Test
	void bringsARequestOnAtOnceWhereNobodyWaits() {
		this.channel.writeInbound(STREAM);
		assertThat(this.channel.<Object>readInbound()).isSameAs(STREAM);
		this.channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.turns).containsExactly(true, false);
	}

	@Test
	void holdsARequestUntilItsTurnAndWhatCameBehindItToo() {
		othersTurn();
		ByteBuf body = Unpooled.wrappedBuffer(new byte[1]);
		List<Object> messages = List.of(STREAM, new DefaultHttpContent(body), LastHttpContent.EMPTY_LAST_CONTENT, PAGE,
				LastHttpContent.EMPTY_LAST_CONTENT);
		this.channel.writeInbound(messages.toArray());
		assertThat(this.channel.inboundMessages()).isEmpty();
		assertThat(this.turnstile.waiting()).isOne();
		pass(20);
		assertThat(this.channel.inboundMessages()).containsExactlyElementsOf(messages);
		assertThat(this.turnstile.waiting()).isZero();
		assertThat(this.turns).containsExactly(true, false, false, false, false);
	}

	/** As a stream of events does with its head, and a WebSocket with its handshake. */
	@Test
	void leavesWithTheRequestAndLosesNothingOfItsMemory() {
		othersTurn();
		ByteBuf body = Unpooled.wrappedBuffer(new byte[1]);
		this.channel.writeInbound(STREAM, new DefaultHttpContent(body));
		this.leaves = true;
		pass(20);
		assertThat(this.channel.inboundMessages()).containsExactly(STREAM);
		assertThat(this.channel.pipeline().get(RequestWatch.class)).isNull();
		assertThat(body.refCnt()).isZero();
	}

	@Test
	void holdsNothingElseBack() {
		othersTurn();
		this.channel.writeInbound(PAGE, LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.channel.inboundMessages()).hasSize(2);
		// Behind another, whose answer comes first.
		this.channel.writeInbound(STREAM, LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.channel.inboundMessages()).hasSize(4);
		assertThat(this.turns).containsOnly(false);
	}

	/** And with them what more a turnstile would have to remember. */
	@Test
	void bringsThoseOnWhoAreTooMany() {
		othersTurn();
		Runnable one = () -> {
		};
		this.turnstile.await(this.channel.eventLoop(), Subnet.siteOf(null), one);
		Runnable two = () -> this.nowNs++;
		this.turnstile.await(this.channel.eventLoop(), Subnet.siteOf(null), two);
		this.channel.writeInbound(STREAM);
		assertThat(this.channel.<Object>readInbound()).isSameAs(STREAM);
		assertThat(this.turns).containsExactly(true);
		pass(40);
	}

	@Test
	void givesUpThePlaceOfAConnectionThatEnds() {
		othersTurn();
		ByteBuf body = Unpooled.wrappedBuffer(new byte[1]);
		this.channel.writeInbound(STREAM, new DefaultHttpContent(body));
		this.channel.close();
		assertThat(this.turnstile.waiting()).isZero();
		assertThat(body.refCnt()).isZero();
		pass(40);
		assertThat(this.channel.inboundMessages()).isEmpty();
	}

	/** It would have to be kept. The end of who waits has to be seen all the same. */
	@Test
	void readsOnBehindAWholeRequestAndNoFurther() {
		othersTurn();
		this.reads = 0;
		this.channel.writeInbound(STREAM);
		assertThat(this.reads).isOne();
		this.channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.reads).isEqualTo(2);
		this.channel.writeInbound(PAGE);
		assertThat(this.reads).isEqualTo(2);
	}

	private void othersTurn() {
		Runnable turn = () -> this.nowNs += TimeUnit.MILLISECONDS.toNanos(1);
		this.turnstile.await(this.channel.eventLoop(), Subnet.siteOf(null), turn);
	}

	private void pass(long ms) {
		for (int i = 0; i < ms; i++) {
			this.nowNs += TimeUnit.MILLISECONDS.toNanos(1);
			this.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
			this.channel.runScheduledPendingTasks();
		}
	}

	/** Stands for all that is behind. */
	private final class Answerer extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			RequestWatchTests.this.turns.add(Newcomer.spendTurn(context.channel()));
			if (RequestWatchTests.this.leaves) {
				context.pipeline().remove(RequestWatch.class);
			}
			context.fireChannelRead(message);
		}

	}

	/** Counts how often more is asked for. */
	private final class Reads extends ChannelOutboundHandlerAdapter {

		@Override
		public void read(ChannelHandlerContext context) throws Exception {
			RequestWatchTests.this.reads++;
			super.read(context);
		}

	}

}
