package io.tickrelay.downstream.http;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

import static org.assertj.core.api.Assertions.assertThat;

class DetachedHttpHandlerTests {

	private int read;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	DetachedHttpHandlerTests() {
		HttpServerCodec codec = new HttpServerCodec();
		this.channel.pipeline()
			.addLast(codec)
			.addLast(new HttpServerUpgradeHandler(codec, (_) -> null))
			.addLast(NettyPipeline.HttpTrafficHandler, new ChannelInboundHandlerAdapter())
			.addLast(new ChannelInboundHandlerAdapter() {

				@Override
				public void channelRead(ChannelHandlerContext context, Object message) {
					DetachedHttpHandlerTests.this.read++;
					if (message instanceof HttpRequest) {
						// As the answer comes without a wait: in the midst of the codec's
						// work, with the request's end still to come.
						DetachedHttpHandler.lead(context.channel());
					}
				}

			});
		this.channel.config().setAutoRead(false);
	}

	@Test
	void nothingOfHttpIsLeftAndTheEndIsStillSeen() {
		this.channel.writeInbound(text("GET /v1/stream HTTP/1.1\r\nHost: x\r\n\r\n"));
		assertThat(this.channel.pipeline().get(HttpServerCodec.class)).isNull();
		assertThat(this.channel.pipeline().get(HttpServerUpgradeHandler.class)).isNull();
		assertThat(this.channel.pipeline().names()).doesNotContain(NettyPipeline.HttpTrafficHandler);
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void whatFollowsTheRequestStopsHere() {
		ByteBuf more = text("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
		this.channel.writeInbound(text("GET /v1/stream HTTP/1.1\r\nHost: x\r\n\r\nGET / HT"));
		this.channel.writeInbound(more);
		assertThat(this.read).isOne();
		assertThat(more.refCnt()).isZero();
	}

	@Test
	void whatTheServerStillSaysStopsHere() {
		this.channel.writeInbound(text("GET /v1/stream HTTP/1.1\r\nHost: x\r\n\r\n"));
		ByteBuf body = text("0\r\n\r\n");
		ChannelFuture said = this.channel.writeAndFlush(body);
		ChannelFuture end = this.channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(said.isSuccess()).isTrue();
		assertThat(end.isSuccess()).isTrue();
		assertThat(body.refCnt()).isZero();
		assertThat(this.channel.<Object>readOutbound()).isNull();
		assertThat(this.channel.isOpen()).isTrue();
	}

	private static ByteBuf text(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
	}

}
