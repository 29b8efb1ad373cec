package io.tickrelay.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import io.tickrelay.cluster.engine.EntryId;
import io.tickrelay.cluster.engine.RedisEngine;
import io.tickrelay.cluster.lease.LeaseAction;
import io.tickrelay.cluster.lease.LeaseMachine;
import io.tickrelay.cluster.lease.LeaseRequest;
import io.tickrelay.cluster.lease.LeaseView;
import io.tickrelay.cluster.lease.Proof;
import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.cluster.wire.BatchWriter;
import io.tickrelay.hub.TickHub;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A replica's part of the cluster: the shell around {@link LeaseMachine}. It keeps the
 * lease, follows the log while another leads, and writes it while this replica leads.
 * Everything but {@link #status} and {@link #leave} lives on the cluster's thread.
 */
final class ClusterNode implements LogReader.Owner {

	private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);

	private static final Duration ROUND = Duration.ofMillis(500);

	private static final Duration AGAIN = Duration.ofMillis(250);

	private static final long SILENT_NS = Duration.ofSeconds(2).toNanos();

	private static final long KEYFRAME_NS = Duration.ofSeconds(30).toNanos();

	private final String replica;

	private final RedisEngine engine;

	private final ClusterThread thread;

	private final ClusterTopics topics;

	private final LogWriter writer;

	private final TickHub hub;

	private final Leadership leadership;

	private final LongSupplier nanoTime;

	private final LeaseMachine machine;

	private final CompletableFuture<Void> left = new CompletableFuture<>();

	private final LogReader reader;

	private final ClusterDemand demand;

	private boolean asking;

	private long reignTerm;

	private long heardNs;

	private long keyframeNs;

	private boolean cutOff;

	private volatile ClusterStatus status;

	private @Nullable Proof lastProof;

	ClusterNode(String replica, RedisEngine engine, ClusterThread thread, ClusterTopics topics, LogWriter writer,
			TickHub hub, Leadership leadership, LongSupplier nanoTime) {
		this.replica = replica;
		this.engine = engine;
		this.thread = thread;
		this.topics = topics;
		this.writer = writer;
		this.hub = hub;
		this.leadership = leadership;
		this.nanoTime = nanoTime;
		this.machine = new LeaseMachine(replica);
		this.heardNs = nanoTime.getAsLong();
		this.reader = new LogReader(engine, thread, topics, this.machine::onLogTerm, this);
		this.demand = new ClusterDemand(engine, thread, topics, this.heardNs);
		this.status = new ClusterStatus(replica, Role.WARMING, 0, "", EntryId.START, 0, 0, null);
	}

	void start() {
		this.engine.followConnection((open) -> this.thread
			.execute(() -> perform(this.machine.onConnection(open, this.nanoTime.getAsLong()))));
		this.engine.followDemand(() -> this.thread.execute(this::refreshDemand));
		this.thread.every(this::round, ROUND);
		this.thread.execute(this.reader::start);
	}

	/** How this replica is, for any thread. */
	ClusterStatus status() {
		return this.status;
	}

	/** Completes when the log was read to its end for the first time. */
	CompletableFuture<Void> warm() {
		return this.reader.warm();
	}

	/** This replica's clients want other topics. For any thread. */
	void demandChangedProxy() {
		this.thread.execute(() -> this.demand.tell(this.nanoTime.getAsLong()));
	}

	/** Leads no more, for good; follows the log on. Completes when the lease is free. */
	CompletableFuture<Void> leave() {
		this.thread.execute(() -> {
			boolean leading = this.machine.isLeading();
			this.topics.lead(false);
			this.writer.end();
			(leading ? this.leadership.abandon() : Mono.<Void>empty()).doFinally((_) -> this.thread.execute(() -> {
				perform(this.machine.leave());
				round();
				this.reader.start();
			})).subscribe();
		});
		return this.left;
	}

	private void round() {
		long nowNs = this.nanoTime.getAsLong();
		perform(this.machine.onTime(nowNs));
		if (!this.asking) {
			this.asking = true;
			LeaseRequest request = this.machine.request(nowNs);
			this.engine.lease(request).whenComplete((view, _) -> this.thread.execute(() -> {
				this.asking = false;
				onLease(request, view, nowNs);
			}));
		}
		this.demand.tellIfDue(nowNs);
		if (this.status.role() == Role.LEADER) {
			this.writer.say(new LogInput.Pulse(this.hub.clock().nextMicros()));
			if (nowNs - this.keyframeNs >= KEYFRAME_NS) {
				this.keyframeNs = nowNs;
				this.writer.keyframe();
			}
		}
		lookForSilence(nowNs);
		tellStatus();
	}

	private void onLease(LeaseRequest request, @Nullable LeaseView view, long sentNs) {
		if (view == null) {
			return;
		}
		long nowNs = this.nanoTime.getAsLong();
		perform(this.machine.onAnswer(request, view, sentNs, nowNs));
		long delayNs = this.machine.nextDelayNs(this.nanoTime.getAsLong());
		if (delayNs != Long.MAX_VALUE) {
			this.thread.schedule(() -> perform(this.machine.onTime(this.nanoTime.getAsLong())),
					Duration.ofNanos(delayNs));
		}
	}

	private void perform(List<LeaseAction> actions) {
		for (LeaseAction action : actions) {
			switch (action) {
				case LeaseAction.Lead(long term, Proof proof) -> {
					log.atInfo().addKeyValue("term", term).addKeyValue("proof", proof.text()).log("The replica leads");
					this.lastProof = proof;
					this.reignTerm = term;
					reign(new EntryId(term, 1));
				}
				case LeaseAction.Abort(String why) -> abort(why);
				case LeaseAction.Left _ -> this.left.complete(null);
			}
		}
	}

	/** The first entry of a term fences: a leader before can append nothing behind it. */
	private void reign(EntryId first) {
		if (!this.machine.isLeading() || this.reignTerm != first.term()) {
			return;
		}
		BatchWriter batch = new BatchWriter();
		batch.add(new LogInput.Reign(this.replica));
		this.engine.append(first, batch.take(), EntryId.START).whenComplete((appended, _) -> this.thread.execute(() -> {
			if (appended == null) {
				this.thread.schedule(() -> reign(first), AGAIN);
			}
			else if (!appended && this.reader.last().compareTo(first) < 0) {
				checkTop(first);
			}
		}));
	}

	private void checkTop(EntryId first) {
		this.engine.top().whenComplete((top, _) -> this.thread.execute(() -> {
			if (top != null && top.term() > first.term()) {
				this.machine.onLogTerm(top.term());
				abort("the log is of a later term");
			}
		}));
	}

	private void abort(String why) {
		log.atWarn().addKeyValue("reason", why).log("The replica leads no longer");
		this.reignTerm = 0;
		this.topics.lead(false);
		this.writer.end();
		this.leadership.abandon().doFinally((_) -> this.thread.execute(() -> {
			this.machine.onSocketsClosed();
			this.reader.start();
		})).subscribe();
	}

	@Override
	public boolean isReadToItsReign() {
		return this.machine.isLeading() && this.reignTerm != 0 && this.reader.last().term() == this.reignTerm;
	}

	@Override
	public void onReignRead() {
		this.writer.begin(this.reader.last(), this.topics.state());
		this.keyframeNs = this.nanoTime.getAsLong();
		this.writer.keyframe();
		refreshDemand();
		this.topics.lead(true);
		tellStatus();
	}

	/** Applies what this replica wrote itself. */
	void onWritten(LogInput input) {
		this.reader.onWritten(this.writer.last());
		onHeard();
		this.topics.apply(input);
	}

	@Override
	public void onHeard() {
		this.heardNs = this.nanoTime.getAsLong();
		if (this.cutOff) {
			this.cutOff = false;
			this.hub.onCutOff(false);
		}
	}

	private void lookForSilence(long nowNs) {
		if (!this.cutOff && nowNs - this.heardNs >= SILENT_NS) {
			this.cutOff = true;
			this.hub.onCutOff(true);
		}
	}

	private void refreshDemand() {
		if (this.machine.isLeading()) {
			this.demand.union((union) -> {
				if (this.machine.isLeading()) {
					this.writer.want(union);
				}
			});
		}
	}

	private void tellStatus() {
		LeaseView lease = this.machine.seen();
		this.status = new ClusterStatus(this.replica, role(), (lease == null) ? 0 : lease.term(),
				(lease == null) ? "" : lease.holder(), this.reader.last(),
				Duration.ofNanos(this.nanoTime.getAsLong() - this.heardNs).toMillis(), this.reader.holes(),
				this.lastProof);
	}

	private Role role() {
		if (this.machine.isLeading()) {
			return isReadToItsReign() ? Role.LEADER : Role.TAKING_OVER;
		}
		if (this.cutOff) {
			return Role.CUT_OFF;
		}
		return this.reader.warm().isDone() ? Role.FOLLOWER : Role.WARMING;
	}

}
