package io.tickrelay.downstream.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's knowledge of a client's connection, and its orders for it, where it is
 * Linux. Its user time-out ends a client whose window was closed once for so long as its
 * window is small, though it reads; so the relay judges for itself, by what the client's
 * side has acknowledged. Source: tcp(7), {@code struct tcp_info} of {@code linux/tcp.h}.
 */
final class ClientTcp implements WriteWatch.Peer {

	/** Unsent bytes of a client that has not shown yet how fast it reads. */
	static final long FEW_UNSENT_BYTES = 8 * 1024;

	/** Unsent bytes of one that reads fast, which saves wake-ups. */
	static final long MANY_UNSENT_BYTES = 128 * 1024;

	private static final int IPPROTO_TCP = 6;

	private static final int TCP_INFO = 11;

	private static final int BYTES = 152;

	private static final int UNACKED = 24;

	private static final int LAST_ACK_RECEIVED_MS = 56;

	private static final int BYTES_ACKED = 120;

	private static final RawUnixChannelOption INFO = new RawUnixChannelOption("TCP_INFO", IPPROTO_TCP, TCP_INFO, BYTES);

	private final Channel channel;

	private final @Nullable EpollSocketChannel socket;

	private final StreamProgress progress = new StreamProgress();

	/**
	 * Creates a view.
	 * @param channel a connection's, or that of one stream of HTTP/2
	 */
	ClientTcp(Channel channel) {
		this.channel = channel;
		Channel connection = isShared() ? channel.parent() : channel;
		this.socket = (connection instanceof EpollSocketChannel epoll) ? epoll : null;
	}

	@Override
	public long taken() {
		ByteBuffer info = info();
		long acknowledged = (info != null) ? info.getLong(BYTES_ACKED) : 0;
		if (!isShared()) {
			return acknowledged;
		}
		boolean windowed = this.socket == null || this.socket.isWritable();
		return this.progress.look(windowed, this.channel.bytesBeforeWritable(), acknowledged);
	}

	@Override
	public boolean isUnheardFor(Duration time) {
		ByteBuffer info = info();
		return info != null && info.getInt(UNACKED) > 0
				&& Integer.toUnsignedLong(info.getInt(LAST_ACK_RECEIVED_MS)) >= time.toMillis();
	}

	@Override
	public void close() {
		if (this.socket != null) {
			this.socket.close();
		}
	}

	@Override
	public void limit(Duration time) {
		if (this.socket != null && this.socket.isOpen() && !(isShared() && !time.isZero())) {
			this.socket.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, Math.toIntExact(time.toMillis()));
		}
	}

	@Override
	public void holdAtMost(long unsentBytes) {
		if (this.socket != null && this.socket.isOpen()) {
			this.socket.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, unsentBytes);
		}
	}

	private boolean isShared() {
		return this.channel instanceof Http2StreamChannel;
	}

	private @Nullable ByteBuffer info() {
		if (this.socket == null || !this.socket.isOpen()) {
			return null;
		}
		try {
			ByteBuffer info = this.socket.config().getOption(INFO);
			return (info != null && info.limit() >= BYTES) ? info.order(ByteOrder.nativeOrder()) : null;
		}
		catch (ChannelException _) {
			// Closed meanwhile.
			return null;
		}
	}

}
