package io.tickrelay.cluster.lease;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether this replica leads, and does nothing: answers, losses and the time go
 * in, requests and actions come out. Knows no clock, no thread and no engine. At no time
 * two replicas of a cluster have upstream sockets, whatever freezes, breaks or is lost.
 *
 * <pre>
 *             a proof          the claim is granted
 *   WATCHING ─────────▶ CLAIMING ─────────────────▶ LEADING ──── leave ────▶ LEAVING
 *      ▲                    │ refused                  │ another's term, or unconfirmed
 *      ├────────────────────┘                          ▼
 *      └──────────── sockets closed ────────────── ABORTING
 * </pre>
 *
 * <p>
 * A holder's right rests on its last confirmed request, counted from when that was sent.
 * A holder that lost its connection to the engine gives up before another may take its
 * silence for death. One whose connection stands may be slow or frozen, or the engine is,
 * so the others wait for longer than it holds. Belongs to one thread.
 */
public final class LeaseMachine {

	private final String replica;

	private State state = State.WATCHING;

	/** The lease as it was seen last; null before the first answer. */
	private @Nullable LeaseView seen;

	/** When the lease as it is now was seen first. */
	private long sameSinceNs;

	/** The highest term that was ever seen, because an engine may forget. */
	private long highestTerm;

	private long term;

	/** When the last request was sent whose answer confirmed the lease. */
	private long confirmedNs;

	private boolean connected;

	private boolean leaving;

	/**
	 * Creates a machine that leads nothing.
	 * @param replica the name of this process, which no other process ever has
	 */
	public LeaseMachine(String replica) {
		this.replica = replica;
	}

	/**
	 * The next request, one at a time and one a round.
	 * @param nowNs the time, monotonic nanoseconds
	 * @return to be sent now
	 */
	public LeaseRequest request(long nowNs) {
		return switch (this.state) {
			case LEADING -> new LeaseRequest.Beat(this.term);
			case LEAVING -> new LeaseRequest.Release(this.term);
			case ABORTING -> new LeaseRequest.Look();
			case WATCHING -> {
				LeaseView lease = this.seen;
				Proof proof = (lease == null || this.leaving || !this.connected) ? null : proof(lease, nowNs);
				yield (lease == null || proof == null) ? new LeaseRequest.Look()
						: new LeaseRequest.Claim(lease, Math.max(this.highestTerm, lease.term()) + 1, proof);
			}
		};
	}

	/**
	 * Takes an answer in.
	 * @param request what was asked
	 * @param answer the lease behind it
	 * @param sentNs when it was asked
	 * @param nowNs the time
	 * @return what to do, in order
	 */
	public List<LeaseAction> onAnswer(LeaseRequest request, LeaseView answer, long sentNs, long nowNs) {
		List<LeaseAction> actions = new ArrayList<>();
		this.highestTerm = Math.max(this.highestTerm, answer.term());
		boolean mine = answer.holder().equals(this.replica) && !answer.released();
		switch (this.state) {
			case WATCHING -> {
				if (request instanceof LeaseRequest.Claim(var _, long claimed, Proof proof) && mine
						&& answer.term() == claimed) {
					this.state = State.LEADING;
					this.term = claimed;
					this.confirmedNs = sentNs;
					actions.add(new LeaseAction.Lead(claimed, proof));
				}
			}
			case LEADING -> {
				if (mine && answer.term() == this.term) {
					this.confirmedNs = Math.max(this.confirmedNs, sentNs);
				}
				else if (request instanceof LeaseRequest.Beat(long beaten) && beaten == this.term) {
					abort("another replica holds the lease", actions);
				}
			}
			case LEAVING -> {
				if (request instanceof LeaseRequest.Release) {
					this.state = State.WATCHING;
					actions.add(new LeaseAction.Left());
				}
			}
			case ABORTING -> {
				// The sockets have to be closed first.
			}
		}
		note(answer, nowNs);
		actions.addAll(onTime(nowNs));
		return actions;
	}

	/**
	 * The connection to the engine that shows the others that this process lives was lost
	 * or stands again.
	 * @param open whether it stands
	 * @param nowNs the time
	 * @return what to do, in order
	 */
	public List<LeaseAction> onConnection(boolean open, long nowNs) {
		this.connected = open;
		return onTime(nowNs);
	}

	/**
	 * Time has passed: a right that was not confirmed may be over.
	 * @param nowNs the time
	 * @return what to do, in order
	 */
	public List<LeaseAction> onTime(long nowNs) {
		List<LeaseAction> actions = new ArrayList<>();
		if (this.state == State.LEADING && nowNs - this.confirmedNs >= holdNs()) {
			abort("the engine has not confirmed the lease in time", actions);
		}
		return actions;
	}

	/**
	 * When a right ends that no answer confirms until then.
	 * @param nowNs the time
	 * @return nanoseconds, not negative; {@link Long#MAX_VALUE} where there is none
	 */
	public long nextDelayNs(long nowNs) {
		return (this.state == State.LEADING) ? Math.max(0, this.confirmedNs + holdNs() - nowNs) : Long.MAX_VALUE;
	}

	/**
	 * The log has an entry of a term, which an engine that forgot the lease may still
	 * have.
	 * @param logTerm the term
	 */
	public void onLogTerm(long logTerm) {
		this.highestTerm = Math.max(this.highestTerm, logTerm);
	}

	/** The upstream's sockets are closed, as {@link LeaseAction.Abort} asked. */
	public void onSocketsClosed() {
		if (this.state == State.ABORTING) {
			this.state = State.WATCHING;
		}
	}

	/**
	 * The replica stops: it takes no lease any more. A leader calls this once its
	 * upstream sockets are closed, and the lease is given up with the next request.
	 * @return what to do, in order
	 */
	public List<LeaseAction> leave() {
		this.leaving = true;
		if (this.state == State.LEADING) {
			this.state = State.LEAVING;
			return List.of();
		}
		return List.of(new LeaseAction.Left());
	}

	/**
	 * Whether this replica holds the lease and may have upstream sockets.
	 * @return false while it watches, and from the moment at which it has to close them
	 */
	public boolean isLeading() {
		return this.state == State.LEADING;
	}

	/**
	 * The lease as it was seen last.
	 * @return null before the first answer
	 */
	public @Nullable LeaseView seen() {
		return this.seen;
	}

	private void abort(String why, List<LeaseAction> actions) {
		this.state = State.ABORTING;
		actions.add(new LeaseAction.Abort(why));
	}

	private void note(LeaseView answer, long nowNs) {
		LeaseView before = this.seen;
		boolean same = before != null && before.term() == answer.term() && before.beat() == answer.beat()
				&& before.released() == answer.released();
		if (!same) {
			this.sameSinceNs = nowNs;
		}
		this.seen = answer;
	}

	private @Nullable Proof proof(LeaseView lease, long nowNs) {
		long stillNs = nowNs - this.sameSinceNs;
		// An engine that is another than at the last beat may have lost a later claim.
		// Its
		// holder writes it anew, or gives up.
		long settledNs = lease.sameEngine() ? 0 : LeaseTimes.SETTLED_NS;
		if (lease.term() == 0) {
			boolean anothers = this.highestTerm > this.term;
			return (stillNs >= (anothers ? LeaseTimes.SILENCE_NS : settledNs)) ? Proof.VACANT : null;
		}
		if (lease.released()) {
			boolean heir = lease.heir() == null || lease.heir().equals(this.replica);
			return (stillNs >= Math.max(settledNs, heir ? 0 : LeaseTimes.HEIR_NS)) ? Proof.RELEASE : null;
		}
		// Also where an answer came too late, and the claim was granted all the same.
		if (lease.holder().equals(this.replica)) {
			return (stillNs >= settledNs) ? Proof.OWN : null;
		}
		if (stillNs >= LeaseTimes.SILENCE_NS) {
			return Proof.SILENCE;
		}
		boolean dead = !lease.holderConnected() && lease.sameEngine() && stillNs >= LeaseTimes.DEATH_NS;
		return dead ? Proof.DEATH : null;
	}

	private long holdNs() {
		return this.connected ? LeaseTimes.CONNECTED_HOLD_NS : LeaseTimes.DISCONNECTED_HOLD_NS;
	}

	private enum State {

		/** Another replica leads, or none. */
		WATCHING,
		/** This replica leads. */
		LEADING,
		/** This replica has to close its sockets before it watches again. */
		ABORTING,
		/** This replica has closed its sockets and gives the lease up. */
		LEAVING

	}

}
