package io.tickrelay.downstream.admission;

import java.time.Duration;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.tickrelay.downstream.access.Descriptors;
import io.tickrelay.downstream.access.ForwardedClients;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.Sizes;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.LoopClocks;
import io.tickrelay.downstream.http.PlainRequest;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.ProblemWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

import static org.assertj.core.api.Assertions.assertThat;

/** Which requests are kept until their end, and that all others go on at once. */
class Http1WatchTests {

	private static final HttpRequest PAGE = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");

	private static final HttpRequest STREAM = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET,
			"/v1/stream?streams=BTCUSDT@trade");

	/** Knows the stream and serves nothing. */
	private static final StreamRoute REFUSING = new StreamRoute() {

		@Override
		public Transport transport() {
			return Transport.SSE;
		}

		@Override
		public @Nullable Runnable prepare(PlainRequest request, Caller caller) {
			return null;
		}

	};

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@BeforeEach
	@SuppressWarnings("NullAway") // Requests without a Host are never asked for more.
	void receive() {
		this.channel.pipeline().addLast(NettyPipeline.HttpTrafficHandler, new ChannelInboundHandlerAdapter());
		LimitProperties limits = new LimitProperties(1, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1),
				100, 100, 100);
		DownstreamCounters counters = new DownstreamCounters();
		DecodeFailureResponses unreadable = new DecodeFailureResponses(new ProblemWriter(new MessageEncoder()),
				counters, new Sizes(1, 1, 1));
		ForwardedClients addresses = new ForwardedClients(List.of());
		Descriptors descriptors = Descriptors.ofProcess(100, 0);
		StreamEntrance entrance = new StreamEntrance(List.of(REFUSING), null, null, addresses, null, null);
		PendingConnection.receive(this.channel,
				new PendingConnections(limits, unreadable, entrance, addresses, new LoopClocks(), descriptors), null);
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void bringsARequestOnThatIsNotLetIn() {
		this.channel.writeInbound(STREAM, LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.channel.inboundMessages()).containsExactly(STREAM, LastHttpContent.EMPTY_LAST_CONTENT);
	}

	@Test
	void keepsNoHeadBeyondTheReadThatBroughtIt() {
		this.channel.writeInbound(STREAM);
		assertThat(this.channel.inboundMessages()).containsExactly(STREAM);
		this.channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.channel.inboundMessages()).containsExactly(STREAM, LastHttpContent.EMPTY_LAST_CONTENT);
	}

	@Test
	void bringsABodyOnBehindItsHead() {
		ByteBuf body = Unpooled.wrappedBuffer(new byte[1]);
		LastHttpContent end = new DefaultLastHttpContent(body);
		this.channel.writeInbound(STREAM, end);
		assertThat(this.channel.inboundMessages()).containsExactly(STREAM, end);
	}

	@Test
	void keepsNothingElseAndNothingBehindAnother() {
		this.channel.writeOneInbound(PAGE);
		assertThat(this.channel.inboundMessages()).containsExactly(PAGE);
		this.channel.writeOneInbound(LastHttpContent.EMPTY_LAST_CONTENT);
		this.channel.writeOneInbound(STREAM);
		assertThat(this.channel.inboundMessages()).hasSize(3);
	}

}
