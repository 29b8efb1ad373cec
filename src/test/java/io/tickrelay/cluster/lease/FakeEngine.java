package io.tickrelay.cluster.lease;

import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/** An engine as the lease's script uses it: every request is one step. */
final class FakeEngine {

	private final Set<String> connections = new TreeSet<>();

	private Lease lease = Lease.NONE;

	private Lease replicated = Lease.NONE;

	private int run = 1;

	private boolean up = true;

	private long frozenUntilMs;

	boolean answers(long nowMs) {
		return this.up && nowMs >= this.frozenUntilMs;
	}

	boolean isUp() {
		return this.up;
	}

	void freeze(long untilMs) {
		this.frozenUntilMs = untilMs;
	}

	void stop() {
		this.up = false;
		this.connections.clear();
	}

	void start(boolean empty) {
		this.up = true;
		this.run++;
		this.lease = empty ? Lease.NONE : this.lease;
	}

	void wipe() {
		this.lease = Lease.NONE;
	}

	/** Now and then, what a second engine has of this one. */
	void replicate() {
		this.replicated = this.lease;
	}

	void failOver() {
		this.lease = this.replicated;
		this.run++;
		this.connections.clear();
	}

	void connect(String replica) {
		this.connections.add(replica);
	}

	void disconnect(String replica) {
		this.connections.remove(replica);
	}

	boolean isConnected(String replica) {
		return this.connections.contains(replica);
	}

	LeaseView on(String replica, LeaseRequest request) {
		switch (request) {
			case LeaseRequest.Look _ -> {
				// Nothing changes.
			}
			case LeaseRequest.Beat(long term) -> {
				boolean mine = this.lease.term == term && this.lease.holder.equals(replica);
				if (mine || this.lease.term < term) {
					this.lease = new Lease(term, replica, this.lease.beat + 1, false, null, this.run);
				}
			}
			case LeaseRequest.Claim(LeaseView seen, long term, Proof proof) -> {
				boolean same = seen.term() == this.lease.term && seen.beat() == this.lease.beat
						&& seen.released() == this.lease.released;
				boolean dead = !this.connections.contains(this.lease.holder) && this.lease.run == this.run;
				if (same && (proof != Proof.DEATH || dead)) {
					this.lease = new Lease(term, replica, this.lease.beat + 1, false, null, this.run);
				}
			}
			case LeaseRequest.Release(long term) -> {
				if (this.lease.term == term && this.lease.holder.equals(replica)) {
					String heir = this.connections.stream()
						.filter((other) -> !other.equals(replica))
						.reduce((first, second) -> second)
						.orElse(null);
					this.lease = new Lease(term, replica, this.lease.beat + 1, true, heir, this.run);
				}
			}
		}
		return new LeaseView(this.lease.term, this.lease.holder, this.lease.beat, this.lease.released, this.lease.heir,
				this.connections.contains(this.lease.holder), this.lease.run == this.run);
	}

	private record Lease(long term, String holder, long beat, boolean released, @Nullable String heir, int run) {

		static final Lease NONE = new Lease(0, "", 0, false, null, 0);

	}

}
