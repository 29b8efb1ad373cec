package io.tickrelay.cluster.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/** A process around a machine, with a clock of its own pace. */
final class FakeReplica {

	private static final long ROUND_MS = 500;

	private static final long TIMEOUT_MS = 1000;

	private static final long RECONNECT_MS = 250;

	/** The vendor ends a session that sends no heartbeat. */
	private static final long VENDOR_PATIENCE_MS = 60_000;

	private final FakeEngine engine;

	private final Random random;

	private final double pace;

	private final long skewNs;

	private final List<Proof> proofs = new ArrayList<>();

	private final List<Sent> wire = new ArrayList<>();

	private final Queue<Answer> answers = new ArrayDeque<>();

	private String name;

	private LeaseMachine machine;

	private boolean alive = true;

	private boolean socket;

	private Network network = Network.WHOLE;

	private long frozenUntilMs;

	private long frozenSinceMs;

	private boolean connected;

	private long reconnectAtMs;

	private @Nullable Sent sent;

	private long nextRoundMs;

	private boolean leaving;

	FakeReplica(String name, FakeEngine engine, Random random) {
		this.name = name;
		this.engine = engine;
		this.random = random;
		this.pace = 0.9 + 0.2 * random.nextDouble();
		this.skewNs = random.nextLong();
		this.machine = new LeaseMachine(name);
	}

	boolean hasSocket() {
		return this.socket;
	}

	boolean isAlive() {
		return this.alive;
	}

	boolean leads() {
		return this.alive && this.machine.isLeading();
	}

	List<Proof> proofs() {
		return this.proofs;
	}

	void freeze(long nowMs, long untilMs) {
		this.frozenSinceMs = nowMs;
		this.frozenUntilMs = untilMs;
	}

	void network(Network state) {
		this.network = state;
		if (state == Network.RESET) {
			this.engine.disconnect(this.name);
			forgetRequests();
		}
	}

	void loseHandle() {
		this.engine.disconnect(this.name);
	}

	void kill() {
		this.alive = false;
		this.socket = false;
		this.engine.disconnect(this.name);
		forgetRequests();
	}

	private void forgetRequests() {
		this.sent = null;
		this.wire.clear();
		this.answers.clear();
	}

	/** A new process in the place of one that has ended. */
	void start(String newName) {
		this.name = newName;
		this.machine = new LeaseMachine(newName);
		this.alive = true;
		this.connected = false;
		this.leaving = false;
		this.frozenUntilMs = 0;
	}

	void leave() {
		this.leaving = true;
	}

	void step(long nowMs) {
		if (!this.alive) {
			return;
		}
		if (nowMs < this.frozenUntilMs) {
			this.socket &= nowMs - this.frozenSinceMs < VENDOR_PATIENCE_MS;
			return;
		}
		long nowNs = local(nowMs);
		boolean atEngine = this.engine.isConnected(this.name);
		// A silent cut leaves both ends in the belief that the connection stands.
		if (this.connected && !atEngine && this.network != Network.SILENT) {
			this.connected = false;
			this.reconnectAtMs = nowMs + RECONNECT_MS;
			perform(this.machine.onConnection(false, nowNs));
		}
		else if (!this.connected && nowMs >= this.reconnectAtMs && this.network == Network.WHOLE
				&& this.engine.answers(nowMs)) {
			this.engine.connect(this.name);
			this.connected = true;
			perform(this.machine.onConnection(true, nowNs));
		}
		perform(this.machine.onTime(nowNs));
		if (this.leaving && !this.socket && this.alive) {
			this.leaving = false;
			perform(this.machine.leave());
		}
		else if (this.leaving) {
			this.socket = false;
		}
		talk(nowMs, nowNs);
	}

	private void talk(long nowMs, long nowNs) {
		// A request that was given up may still lie in the engine's socket.
		if (this.network == Network.WHOLE && this.engine.answers(nowMs)) {
			for (Sent request : List.copyOf(this.wire)) {
				if (nowMs >= request.arrivesAtMs) {
					this.wire.remove(request);
					this.answers.add(new Answer(request, this.engine.on(this.name, request.request),
							nowMs + this.random.nextInt(200)));
				}
			}
		}
		else if (!this.engine.isUp()) {
			this.wire.clear();
		}
		Answer answer = this.answers.peek();
		if (answer != null && nowMs >= answer.arrivesAtMs && this.network == Network.WHOLE) {
			this.answers.remove();
			if (answer.sent.equals(this.sent)) {
				this.sent = null;
				perform(this.machine.onAnswer(answer.sent.request, answer.view, answer.sent.sentNs, nowNs));
			}
		}
		if (this.sent != null && nowNs - this.sent.sentNs >= TIMEOUT_MS * 1_000_000) {
			this.sent = null;
		}
		if (this.alive && this.sent == null && nowMs >= this.nextRoundMs) {
			this.nextRoundMs = nowMs + ROUND_MS;
			this.sent = new Sent(this.machine.request(nowNs), nowNs, nowMs + this.random.nextInt(200));
			this.wire.add(this.sent);
		}
	}

	private void perform(List<LeaseAction> actions) {
		for (LeaseAction action : actions) {
			switch (action) {
				case LeaseAction.Lead(var _, Proof proof) -> {
					this.socket = true;
					this.proofs.add(proof);
				}
				case LeaseAction.Abort _ -> {
					this.socket = false;
					this.machine.onSocketsClosed();
				}
				case LeaseAction.Left _ -> kill();
			}
		}
	}

	private long local(long nowMs) {
		return (long) (nowMs * 1_000_000 * this.pace) + this.skewNs;
	}

	/** The network between a replica and the engine. */
	enum Network {

		WHOLE,
		/** Nothing passes, and no end hears of it. */
		SILENT,
		/** Both ends hear that the connections are closed, and no new one is made. */
		RESET

	}

	private record Sent(LeaseRequest request, long sentNs, long arrivesAtMs) {
	}

	private record Answer(Sent sent, LeaseView view, long arrivesAtMs) {
	}

}
