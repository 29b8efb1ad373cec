package io.tickrelay.downstream.compat;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.session.ClientSession;
import io.tickrelay.downstream.websocket.WebSocketDialect;
import io.tickrelay.downstream.wire.WebSocketFrames;
import io.tickrelay.hub.lane.Deadline;
import io.tickrelay.tick.Business;

/**
 * One connection of the vendor's protocol. Lives on its channel's loop.
 *
 * <p>
 * The client is alive while it sends messages, as the vendor has it, whose heartbeats are
 * messages. Pings go out for the sake of proxies that end a silent connection; a pong
 * proves nothing here, because libraries send it for programs that forgot their
 * heartbeat.
 */
final class CompatConnection implements WebSocketDialect {

	private final ClientSession session;

	private final ScheduledExecutorService loop;

	private final CompatProtocol protocol;

	private final Business business;

	private final FrameWindow window = new FrameWindow(CompatProtocol.MOST_FRAMES_A_MINUTE);

	private final Future<?> pings;

	private Deadline silence;

	/** By the session's clock. */
	private long lastMessageNs;

	private long lostNs;

	CompatConnection(ClientSession session, ScheduledExecutorService loop, CompatProtocol protocol, Business business) {
		this.session = session;
		this.loop = loop;
		this.protocol = protocol;
		this.business = business;
		long intervalMs = protocol.properties().pingInterval().toMillis();
		this.pings = loop.scheduleWithFixedDelay(() -> session.send(WebSocketFrames.ping()), intervalMs, intervalMs,
				TimeUnit.MILLISECONDS);
		this.lostNs = session.clock().lostNs();
		this.lastMessageNs = session.clock().nowNs();
		this.silence = expectSilence(protocol.properties().compatHeartbeatTimeout().toNanos());
	}

	@Override
	public void onOpen() {
		this.protocol.onOpen(this.session, this.business);
	}

	@Override
	public void onText(String text, int bytes) {
		excuseStandstill();
		this.lastMessageNs = this.session.clock().nowNs();
		if (this.window.admit(System.nanoTime())) {
			this.protocol.onText(this.session, this.business, text);
		}
		else {
			this.session.end(DisconnectReason.COMMANDS_TOO_FAST);
		}
	}

	@Override
	public boolean onBinary() {
		// In the vendor's world there is no binary data: what it holds is no JSON.
		onText("", 0);
		return true;
	}

	@Override
	public void onPong() {
		// See above.
	}

	@Override
	public byte[] lastWords(DisconnectReason reason) {
		return this.protocol.lastWords(this.session, reason);
	}

	@Override
	public void onClosed() {
		this.pings.cancel(false);
		this.silence.cancel();
	}

	private void excuseStandstill() {
		long lost = this.session.clock().lostNs();
		if (lost != this.lostNs) {
			this.window.excuse(lost - this.lostNs);
			this.lostNs = lost;
		}
	}

	private void onSilenceDue() {
		long leftNs = this.protocol.properties().compatHeartbeatTimeout().toNanos()
				- (this.session.clock().nowNs() - this.lastMessageNs);
		if (leftNs > 0) {
			this.silence = expectSilence(leftNs);
		}
		else {
			this.session.end(DisconnectReason.NO_HEARTBEAT);
		}
	}

	private Deadline expectSilence(long afterNs) {
		return new Deadline(this.session.clock(), this.loop, afterNs, this::onSilenceDue);
	}

}
