package io.tickrelay.simulator;

import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.simulator.wire.ClientFrame.Faulty;
import io.tickrelay.simulator.wire.ClientFrame.Heartbeat;
import io.tickrelay.simulator.wire.ClientFrame.NotJson;
import io.tickrelay.simulator.wire.ClientFrame.Subscribe;
import io.tickrelay.simulator.wire.ClientFrame.Unsubscribe;
import io.tickrelay.simulator.wire.ClientFrameReader;
import io.tickrelay.simulator.wire.ServerFrames;

/**
 * Does what clients' frames ask for, within the limits. Loop-owned.
 */
final class CommandHandler {

	private static final int HEARTBEAT_ACK = 10011;

	private final SimulatorSettings.Limits limits;

	private final Exchange exchange;

	private final SimulatorHook hook;

	private final Clock clock;

	CommandHandler(SimulatorSettings.Limits limits, Exchange exchange, SimulatorHook hook, Clock clock) {
		this.limits = limits;
		this.exchange = exchange;
		this.hook = hook;
		this.clock = clock;
	}

	void onOpen(Session session) {
		if (this.hook.onOpen(session)) {
			session.later(this.limits.greetingDelay(), () -> greet(session));
		}
	}

	void onText(Session session, String text) {
		if (!session.admitsFrame()) {
			session.fail(501,
					"Request frequency exceed the limit：" + this.limits.framesPerMinute() + " times per minute");
			return;
		}
		switch (ClientFrameReader.read(text)) {
			case NotJson _ -> session.text(ServerFrames.NOT_JSON);
			case Faulty faulty -> session.text(ServerFrames.error(faulty.code(), faulty.trace(), faulty.message()));
			case Heartbeat heartbeat -> onHeartbeat(session, heartbeat);
			case Subscribe frame -> this.hook.onCommand(session, new SubscribeCommand(session, frame));
			case Unsubscribe frame -> this.hook.onCommand(session, new UnsubscribeCommand(session, frame));
		}
	}

	void onGone(Session session) {
		session.remove((_) -> true).forEach((ended) -> this.exchange.unwatch(session, ended));
		this.hook.onGone(session);
	}

	private void greet(Session session) {
		if (session.business().name().equals("stock")) {
			session.text(ServerFrames.PERMISSION);
		}
		session.text(ServerFrames.GREETING);
	}

	private void onHeartbeat(Session session, Heartbeat heartbeat) {
		session.onHeartbeat();
		if (heartbeat.wantsAck()) {
			session.text(ServerFrames.ack(HEARTBEAT_ACK, heartbeat.trace()));
		}
	}

	private void refuseSymbols(Session session, String trace) {
		session.text(ServerFrames.error(505, trace,
				"Single WS subscribe exceeds the limit " + this.limits.symbolsPerConnection()));
		if (this.hook.closesOnSymbolLimit(session)) {
			session.close(1008, "");
		}
	}

	private final class SubscribeCommand implements SimulatorHook.Command {

		private final Session session;

		private final Subscribe frame;

		SubscribeCommand(Session session, Subscribe frame) {
			this.session = session;
			this.frame = frame;
		}

		@Override
		public String trace() {
			return this.frame.trace();
		}

		@Override
		public boolean apply() {
			if (!this.session.add(this.frame.wanted(), CommandHandler.this.limits.symbolsPerConnection())) {
				refuseSymbols(this.session, this.frame.trace());
				return false;
			}
			long nowMs = CommandHandler.this.clock.nowMs();
			this.frame.wanted().forEach((wanted) -> CommandHandler.this.exchange.watch(this.session, wanted, nowMs));
			return true;
		}

		@Override
		public void pushNow() {
			long nowMs = CommandHandler.this.clock.nowMs();
			this.frame.wanted().forEach((wanted) -> CommandHandler.this.exchange.pushNow(this.session, wanted, nowMs));
			this.session.flush();
		}

		@Override
		public void acknowledge() {
			this.session.text(ServerFrames.ack(this.frame.ackCode(), this.frame.trace()));
		}

	}

	private final class UnsubscribeCommand implements SimulatorHook.Command {

		private final Session session;

		private final Unsubscribe frame;

		UnsubscribeCommand(Session session, Unsubscribe frame) {
			this.session = session;
			this.frame = frame;
		}

		@Override
		public String trace() {
			return this.frame.trace();
		}

		@Override
		public boolean apply() {
			this.session.remove(this.frame::cancels)
				.forEach((ended) -> CommandHandler.this.exchange.unwatch(this.session, ended));
			return true;
		}

		@Override
		public void pushNow() {
			// What was unsubscribed has nothing to push.
		}

		@Override
		public void acknowledge() {
			this.session.text(ServerFrames.ack(Unsubscribe.ACK_CODE, this.frame.trace()));
		}

	}

}
