package io.tickrelay.simulator;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.tickrelay.simulator.market.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What can be made to go wrong. Each method takes effect before it returns, on the open
 * sessions and on those to come; any thread may call. After the simulator's end they do
 * nothing. What {@link #on} returns touches one business only.
 */
public final class Faults {

	private final LoopThread loop;

	private final FaultPlans plans;

	private final Sessions sessions;

	private final Clock clock;

	private final @Nullable String business;

	Faults(LoopThread loop, FaultPlans plans, Sessions sessions, Clock clock, @Nullable String business) {
		this.loop = loop;
		this.plans = plans;
		this.sessions = sessions;
		this.clock = clock;
		this.business = business;
	}

	/**
	 * The same faults, limited to one business.
	 * @param onlyBusiness such as {@code crypto}
	 * @return faults that leave the others alone
	 */
	public Faults on(String onlyBusiness) {
		return new Faults(this.loop, this.plans, this.sessions, this.clock, onlyBusiness);
	}

	/**
	 * The faults of the REST interface.
	 * @return those of the paths that begin with the business, where there is one
	 */
	public RestFaults rest() {
		return new RestFaults(this::change, this::end);
	}

	/** Breaks off all connections with a TCP reset, without a close frame. */
	public void dropAll() {
		onSessions((session) -> {
			session.channel().config().setOption(ChannelOption.SO_LINGER, 0);
			var _ = session.channel().close();
		});
	}

	/**
	 * Closes all sessions in order.
	 * @param code a close code that may be sent: 1000 to 1014 but 1004 to 1006, or 3000
	 * to 4999
	 * @param reason at most 123 bytes
	 */
	public void closeAll(int code, String reason) {
		if (!WebSocketCloseStatus.isValidStatusCode(code)) {
			throw new IllegalArgumentException("No close frame can carry the code " + code);
		}
		onSessions((session) -> session.close(code, reason));
	}

	/**
	 * Refuses the next handshakes.
	 * @param n how many, in addition to those announced before
	 * @param httpStatus such as 503
	 */
	public void refuseNext(int n, int httpStatus) {
		change((plan) -> {
			plan.refusals += n;
			plan.refusalStatus = httpStatus;
		});
	}

	/**
	 * Refuses every handshake until {@link #acceptAll}.
	 * @param httpStatus such as 401
	 */
	public void refuseAll(int httpStatus) {
		change((plan) -> plan.statusForAll = httpStatus);
	}

	/** Ends {@link #refuseNext} and {@link #refuseAll}. */
	public void acceptAll() {
		end((plan) -> {
			plan.statusForAll = 0;
			plan.refusals = 0;
		});
	}

	/**
	 * Goes half-open: takes bytes and does what they ask, but sends nothing, no pong and
	 * no close either. A handshake that comes meanwhile is never answered.
	 */
	public void stall() {
		change((plan) -> plan.stalled = true);
		onSessions((session) -> FaultyChannel.of(session).silence(true));
	}

	/** Ends {@link #stall}; what was lost meanwhile stays lost. */
	public void resume() {
		end((plan) -> plan.stalled = false);
		onSessions((session) -> FaultyChannel.of(session)
			.silence(this.plans.any(session.business().name(), (plan) -> plan.stalled)));
	}

	/**
	 * Sends a text frame to all sessions.
	 * @param frame any text
	 */
	public void sendText(String frame) {
		onSessions((session) -> session.text(frame));
	}

	/**
	 * Sends a binary frame to all sessions.
	 * @param payload any bytes
	 */
	public void sendBinary(byte[] payload) {
		onSessions((session) -> {
			if (!session.isClosing()) {
				var _ = session.channel()
					.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(payload.clone())));
			}
		});
	}

	/**
	 * Puts bytes on all sockets, between two frames, with no frame around them.
	 * @param bytes any bytes
	 */
	public void sendRawBytes(byte[] bytes) {
		onSessions((session) -> FaultyChannel.of(session).sendRaw(bytes.clone()));
	}

	/**
	 * Does what the next subscribes and unsubscribes ask, but does not acknowledge them.
	 * @param n how many, in addition to those announced before
	 */
	public void swallowAcks(int n) {
		change((plan) -> plan.acksToSwallow += n);
	}

	/**
	 * Does what subscribes and unsubscribes ask, and acknowledges them, only after a
	 * while (with {@link #pushBeforeAck} only the acknowledgement is late).
	 * @param delay how long; zero ends it
	 */
	public void delayAcks(Duration delay) {
		if (delay.isZero()) {
			end((plan) -> plan.ackDelay = null);
		}
		change((plan) -> plan.ackDelay = delay);
	}

	/**
	 * Sends the first data of a subscription before its acknowledgement.
	 * @param on whether to
	 */
	public void pushBeforeAck(boolean on) {
		set(on, (plan) -> plan.pushBeforeAck = on);
	}

	/**
	 * Makes a symbol a zombie: acknowledged as ever, but silent in all channels.
	 * @param symbol such as {@code BTCUSDT}
	 */
	public void muteSymbol(String symbol) {
		change((plan) -> plan.muted.add(symbol));
	}

	/**
	 * Ends {@link #muteSymbol}; what was traded meanwhile is in the bars.
	 * @param symbol such as {@code BTCUSDT}
	 */
	public void unmute(String symbol) {
		end((plan) -> plan.muted.remove(symbol));
	}

	/**
	 * Says nothing at the beginning of the connections to come.
	 * @param on whether to withhold
	 */
	public void withholdGreeting(boolean on) {
		set(on, (plan) -> plan.withholdGreeting = on);
	}

	/**
	 * Answers the next subscribe or unsubscribe with an error, and does not do it.
	 * @param code such as 516
	 * @param msg the error's text
	 */
	public void answerNext(int code, String msg) {
		change((plan) -> {
			plan.errors++;
			plan.errorCode = code;
			plan.errorMessage = msg;
		});
	}

	/**
	 * Keeps a connection open whose subscribe was refused with 505; otherwise it is
	 * closed after that.
	 * @param on whether to keep
	 */
	public void stayOpenOnSymbolLimit(boolean on) {
		set(on, (plan) -> plan.staysOpenOnSymbolLimit = on);
	}

	/**
	 * Breaks every open connection when it has sent so many more bytes, in the middle of
	 * a frame if it comes so; the bytes before are delivered. With no connection open, it
	 * is the next one's turn, counted from behind its handshake.
	 * @param n bytes, 0 or more
	 */
	public void dropAfterBytes(long n) {
		this.loop.run(() -> {
			if (sessions().isEmpty()) {
				this.plans.change(this.business, (plan) -> plan.cutNextAfter = n);
			}
			sessions().forEach((session) -> FaultyChannel.of(session).cutAfter(n));
		});
	}

	/**
	 * Sends no faster than this on each connection; pushes that find the line full are
	 * left out.
	 * @param bytesPerSecond the pace, 0 for as fast as it goes
	 */
	public void slowDrip(int bytesPerSecond) {
		if (bytesPerSecond == 0) {
			end((plan) -> plan.bytesPerSecond = -1);
		}
		change((plan) -> plan.bytesPerSecond = bytesPerSecond);
		onSessions((session) -> FaultyChannel.of(session).drip(bytesPerSecond, this.clock.nowNs()));
	}

	private void set(boolean on, Consumer<FaultPlan> change) {
		if (on) {
			change(change);
		}
		else {
			end(change);
		}
	}

	private void change(Consumer<FaultPlan> change) {
		this.loop.run(() -> this.plans.change(this.business, change));
	}

	private void end(Consumer<FaultPlan> change) {
		this.loop.run(() -> this.plans.end(this.business, change));
	}

	private void onSessions(Consumer<Session> action) {
		this.loop.run(() -> sessions().forEach(action));
	}

	private List<Session> sessions() {
		return this.sessions.all()
			.stream()
			.filter((session) -> this.business == null || session.business().name().equals(this.business))
			.toList();
	}

}
