package io.tickrelay.downstream.ws;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.tickrelay.downstream.access.TokenBucket;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.session.ClientSession;
import io.tickrelay.downstream.websocket.WebSocketDialect;
import io.tickrelay.downstream.wire.WebSocketFrames;
import org.jspecify.annotations.Nullable;

/**
 * One service's connection: its commands are counted, and it has to answer pings. Lives
 * on its channel's loop.
 */
final class WebSocketConnection implements WebSocketDialect {

	/** A command counts once for each of these that it has begun. */
	private static final int BYTES_PER_COMMAND = 1024;

	private static final byte[] NOTHING = {};

	private final ClientSession session;

	private final ScheduledExecutorService loop;

	private final WebSocketProtocol protocol;

	private final StreamQuery.Good standard;

	private final TokenBucket commands;

	private final Future<?> pings;

	private @Nullable Future<?> reports;

	/** By the session's clock. */
	private long lastPongNs;

	WebSocketConnection(ClientSession session, ScheduledExecutorService loop, WebSocketProtocol protocol,
			StreamQuery.Good standard) {
		this.session = session;
		this.loop = loop;
		this.protocol = protocol;
		this.standard = standard;
		this.lastPongNs = session.clock().nowNs();
		this.commands = new TokenBucket(protocol.properties().commandsPerSecond(), protocol.properties().commandBurst(),
				System.nanoTime());
		long intervalMs = protocol.properties().pingInterval().toMillis();
		this.pings = loop.scheduleWithFixedDelay(this::onPingDue, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
	}

	@Override
	public void onOpen() {
		this.protocol.onOpen(this.session, this.standard);
		if (this.standard.stats()) {
			long intervalMs = this.protocol.properties().statsInterval().toMillis();
			this.reports = this.loop.scheduleWithFixedDelay(() -> this.protocol.report(this.session), intervalMs,
					intervalMs, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void onText(String text, int bytes) {
		int cost = Math.max(1, Math.ceilDiv(bytes, BYTES_PER_COMMAND));
		if (this.commands.take(cost, System.nanoTime())) {
			this.protocol.onText(this.session, this.standard, text);
		}
		else {
			this.session.end(DisconnectReason.COMMANDS_TOO_FAST);
		}
	}

	@Override
	public boolean onBinary() {
		return false;
	}

	@Override
	public void onPong() {
		this.lastPongNs = this.session.clock().nowNs();
	}

	@Override
	public byte[] lastWords(DisconnectReason reason) {
		return switch (reason) {
			case GOING_AWAY, DRAINING, MAX_AGE, ENTITLEMENTS_CHANGED, BAD_CREDENTIALS -> this.protocol.goaway(reason);
			// The close code says it all.
			default -> NOTHING;
		};
	}

	@Override
	public void onClosed() {
		this.pings.cancel(false);
		if (this.reports != null) {
			this.reports.cancel(false);
		}
	}

	private void onPingDue() {
		long timeoutNs = this.protocol.properties().pongTimeout().toNanos();
		if (this.session.clock().nowNs() - this.lastPongNs >= timeoutNs) {
			this.session.end(DisconnectReason.NO_PONG);
		}
		else {
			this.session.send(WebSocketFrames.ping());
			if (this.standard.ping()) {
				// The frame above no browser shows to its page.
				this.protocol.ping(this.session);
			}
		}
	}

}
