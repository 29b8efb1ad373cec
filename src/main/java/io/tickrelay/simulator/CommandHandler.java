package io.tickrelay.simulator;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.simulator.wire.ClientFrame.Faulty;
import io.tickrelay.simulator.wire.ClientFrame.Heartbeat;
import io.tickrelay.simulator.wire.ClientFrame.NotJson;
import io.tickrelay.simulator.wire.ClientFrame.Subscribe;
import io.tickrelay.simulator.wire.ClientFrame.Unsubscribe;
import io.tickrelay.simulator.wire.ClientFrameReader;
import io.tickrelay.simulator.wire.ServerFrames;
import io.tickrelay.simulator.wire.SymbolChannel;

/**
 * Does what clients' frames ask for, within the limits and with the faults that are
 * planned. Loop-owned.
 */
final class CommandHandler {

	private static final int HEARTBEAT_ACK = 10011;

	private final SimulatorSettings.Limits limits;

	private final Exchange exchange;

	private final FaultPlans plans;

	private final Observations observations;

	private final Clock clock;

	CommandHandler(SimulatorSettings.Limits limits, Exchange exchange, FaultPlans plans, Observations observations,
			Clock clock) {
		this.limits = limits;
		this.exchange = exchange;
		this.plans = plans;
		this.observations = observations;
		this.clock = clock;
	}

	void onOpen(Session session) {
		String business = session.business().name();
		this.observations.onOpen(session.number(), business);
		if (!this.plans.any(business, (plan) -> plan.withholdGreeting)) {
			session.later(this.limits.greetingDelay(), () -> greet(session));
		}
	}

	void onText(Session session, String text) {
		this.observations.onReceived(new Observations.Received(this.clock.nowMs(), this.clock.nowNs(),
				session.business().name(), session.number(), text));
		if (!session.admitsFrame()) {
			session.fail(501,
					"Request frequency exceed the limit：" + this.limits.framesPerMinute() + " times per minute");
			return;
		}
		switch (ClientFrameReader.read(text)) {
			case NotJson _ -> session.text(ServerFrames.NOT_JSON);
			case Faulty faulty -> session.text(ServerFrames.error(faulty.code(), faulty.trace(), faulty.message()));
			case Heartbeat heartbeat -> onHeartbeat(session, heartbeat);
			case Subscribe frame -> answer(session, frame.trace(), frame.ackCode(), () -> subscribe(session, frame));
			case Unsubscribe frame ->
				answer(session, frame.trace(), Unsubscribe.ACK_CODE, () -> unsubscribe(session, frame));
		}
	}

	void onPing() {
		this.observations.onPing();
	}

	void onGone(Session session) {
		session.remove((_) -> true).forEach((ended) -> this.exchange.unwatch(session, ended));
		this.observations.onGone(session.number());
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

	private void answer(Session session, String trace, int ackCode, BooleanSupplier change) {
		String business = session.business().name();
		FaultPlan error = this.plans.takeError(business);
		if (error != null) {
			session.text(ServerFrames.error(error.errorCode, trace, error.errorMessage));
			return;
		}
		boolean swallowed = this.plans.takeSwallowedAck(business);
		Duration delay = this.plans.ackDelay(business);
		Runnable ack = () -> {
			if (!swallowed) {
				session.text(ServerFrames.ack(ackCode, trace));
			}
		};
		if (this.plans.any(business, (plan) -> plan.pushBeforeAck)) {
			if (change.getAsBoolean()) {
				session.later(delay, ack);
			}
			return;
		}
		session.later(delay, () -> {
			if (change.getAsBoolean()) {
				ack.run();
			}
		});
	}

	private boolean subscribe(Session session, Subscribe frame) {
		if (!session.add(frame.wanted(), this.limits.symbolsPerConnection())) {
			refuseSymbols(session, frame.trace());
			return false;
		}
		long nowMs = this.clock.nowMs();
		frame.wanted().forEach((wanted) -> this.exchange.watch(session, wanted, nowMs));
		if (this.plans.any(session.business().name(), (plan) -> plan.pushBeforeAck)) {
			for (SymbolChannel wanted : frame.wanted()) {
				this.exchange.pushNow(session, wanted, nowMs);
			}
			session.flush();
		}
		return true;
	}

	private void refuseSymbols(Session session, String trace) {
		session.text(ServerFrames.error(505, trace,
				"Single WS subscribe exceeds the limit " + this.limits.symbolsPerConnection()));
		if (!this.plans.any(session.business().name(), (plan) -> plan.staysOpenOnSymbolLimit)) {
			session.close(1008, "");
		}
	}

	private boolean unsubscribe(Session session, Unsubscribe frame) {
		session.remove(frame::cancels).forEach((ended) -> this.exchange.unwatch(session, ended));
		return true;
	}

}
