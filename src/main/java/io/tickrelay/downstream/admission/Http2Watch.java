package io.tickrelay.downstream.admission;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Watches the streams of an HTTP/2 connection, which begin with the whole head of a
 * request each. Of a connection without any the next one is awaited. A stream whose
 * answer is complete is not kept for a body that has no reader. Lives on its channel's
 * loop. Source: RFC 9113, section 8.1.
 */
final class Http2Watch extends Http2ConnectionAdapter {

	private final PendingConnection pendingConnection;

	private final Http2FrameCodec codec;

	private final ChannelHandlerContext place;

	/**
	 * Creates a watch.
	 * @param pendingConnection the connection
	 * @param codec its codec
	 * @param place where that sits in the pipeline
	 */
	Http2Watch(PendingConnection pendingConnection, Http2FrameCodec codec, ChannelHandlerContext place) {
		this.pendingConnection = pendingConnection;
		this.codec = codec;
		this.place = place;
	}

	@Override
	public void onStreamActive(Http2Stream stream) {
		this.pendingConnection.relax();
	}

	@Override
	public void onStreamHalfClosed(Http2Stream stream) {
		if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
			// Not in the midst of the codec's work.
			this.place.executor().execute(() -> dropBody(stream));
		}
	}

	@Override
	public void onStreamClosed(Http2Stream stream) {
		if (this.codec.connection().numActiveStreams() == 0) {
			this.pendingConnection.onAnswered();
		}
	}

	private void dropBody(Http2Stream stream) {
		if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
			this.codec.resetStream(this.place, stream.id(), Http2Error.NO_ERROR.code(), this.place.newPromise());
			this.place.flush();
		}
	}

}
