package io.tickrelay.downstream.sse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.contract.RequestedStreams;
import io.tickrelay.downstream.http.NettyConnections;
import io.tickrelay.downstream.http.PlainRequest;
import io.tickrelay.downstream.session.ClientSession;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.downstream.session.NettyLink;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.NettyPipeline;

/**
 * One browser's stream, from behind its response's head to its end. Lives on its
 * channel's loop; only {@link #close()} may come from elsewhere, or in the midst of a
 * lane's work.
 */
final class SseConnection implements Visits.Visited {

	private static final Duration GRACE = Duration.ofSeconds(5);

	private final ClientSession session;

	private final NettyLink link;

	private final Channel channel;

	private final SseGreeting greeting;

	private final Visits visits;

	private final KeepAlives.Silence silence;

	/** There where the client asked for pings. */
	private KeepAlives.@Nullable Pings pings;

	private boolean closed;

	private @Nullable Future<?> reports;

	private SseConnection(ClientSession session, SseGreeting greeting) {
		this.session = session;
		this.link = session.link();
		this.channel = this.link.channel();
		this.greeting = greeting;
		this.visits = greeting.keepAlives().on(this.channel.eventLoop());
		this.silence = greeting.keepAlives().silence(System.nanoTime());
	}

	static SseConnection open(Channel channel, Caller caller, Clients clients, SseGreeting greeting,
			RequestedStreams requestedStreams, StreamQuery.Good query) {
		SseConnection connection = new SseConnection(clients.open(caller, Transport.SSE, channel, greeting.format()),
				greeting);
		channel.pipeline().addBefore(encoder(channel.pipeline()), "tickrelay.link", connection.link);
		// In a task of its own, behind the one that writes the response's head.
		channel.eventLoop().execute(() -> connection.begin(requestedStreams, query));
		// A client that was gone before this line brings no cancellation any more.
		channel.closeFuture().addListener((closed) -> connection.close());
		return connection;
	}

	/**
	 * Begins on a connection that still is HTTP's, head of the answer included, and takes
	 * it out of the server's hands.
	 */
	static void beginAlone(PlainRequest request, Caller caller, Clients clients, SseGreeting greeting,
			RequestedStreams requestedStreams, StreamQuery.Good query) {
		Channel channel = request.channel();
		SseConnection connection = new SseConnection(clients.open(caller, Transport.SSE, channel, greeting.format()),
				greeting);
		channel.closeFuture().addListener((closed) -> connection.close());
		channel.pipeline().addBefore(encoder(channel.pipeline()), "tickrelay.link", connection.link);
		NettyConnections.leaveHttp(channel);
		connection.link.write(head(request));
		connection.begin(requestedStreams, query);
		connection.ended().subscribe();
	}

	/** Neither chunked nor kept alive: the stream ends with its connection. */
	private static byte[] head(PlainRequest request) {
		String head = "HTTP/1.1 200 OK\r\n" + request.originLines()
				+ "Content-Type: text/event-stream\r\nCache-Control: " + SseHandler.CACHE_CONTROL
				+ "\r\nX-Accel-Buffering: no\r\n" + request.ruleLines() + "connection: close\r\n\r\n";
		return head.getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * From here on no subscriber of {@link #ended()} and no server is needed. Only for a
	 * connection that is this stream's alone.
	 */
	void goOnAlone() {
		NettyConnections.leaveHttp(this.channel);
		ended().subscribe();
	}

	/** Completes when the relay wants the connection's end. */
	Mono<Void> ended() {
		return this.session.ended().flatMap(this::sayGoodbye);
	}

	private Mono<Void> sayGoodbye(DisconnectReason reason) {
		stopTimers();
		// A client that does not read will not read this either.
		this.link.expect(GRACE, this.channel::close);
		return FutureMono.from(this.link.farewell(this.greeting.goaway(reason)))
			.onErrorComplete()
			.doFinally((signal) -> this.channel.close());
	}

	void close() {
		this.channel.eventLoop().execute(() -> {
			if (this.closed) {
				return;
			}
			this.closed = true;
			stopTimers();
			this.session.close();
			this.link.release();
		});
	}

	private void begin(RequestedStreams requestedStreams, StreamQuery.Good query) {
		if (this.closed) {
			return;
		}
		this.session.greet(this.greeting.hello(this.session, query.ping()));
		SubscribeResult subscribeResult = this.session.subscribe(requestedStreams, query.terms(),
				this.greeting::subscribed, this.greeting::resumed);
		if (this.session.streams().isEmpty()) {
			// An error would keep a browser from coming back when there is room again.
			boolean full = subscribeResult.rejections()
				.stream()
				.anyMatch((one) -> one.code() == ErrorCode.RATE_LIMITED);
			this.session.end(full ? DisconnectReason.STREAMS_FULL : DisconnectReason.QUOTA);
			return;
		}
		this.visits.add(this);
		if (query.ping()) {
			this.pings = this.greeting.keepAlives().pings(System.nanoTime());
		}
		if (query.stats()) {
			this.session.measure(this.greeting.clock());
			long intervalMs = this.greeting.statsInterval().toMillis();
			this.reports = this.channel.eventLoop()
				.scheduleWithFixedDelay(this::report, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
		}
	}

	private void stopTimers() {
		this.visits.remove(this);
		if (this.reports != null) {
			this.reports.cancel(false);
		}
	}

	private void report() {
		this.session.send(this.greeting.stats(this.session.id(), this.session.report()));
	}

	@Override
	public void onVisit(long nowNs) {
		if (!this.link.isWritable()) {
			// What fills the socket is still on its way to the client.
			return;
		}
		if (this.pings != null && this.pings.isDue(nowNs)) {
			this.session.send(this.greeting.ping());
		}
		if (this.silence.isTooLong(this.session.writes(), nowNs)) {
			this.session.send(this.greeting.format().keepAlive());
		}
	}

	/**
	 * What the stream's bytes do not pass: the codec of HTTP/1. That of an HTTP/2 stream
	 * they do pass, because it alone knows how to frame and how much the client takes.
	 */
	private static String encoder(ChannelPipeline pipeline) {
		ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
		return (codec != null) ? codec.name() : NettyPipeline.ReactiveBridge;
	}

}
