package io.tickrelay.chaos;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.tickrelay.testing.client.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The messages that one client was told, checked as they come. Numbers have no duplicate
 * and no untold hole, and times grow. A stream that is told to be stale has no data. Each
 * outage that the client was there for has a gap.
 */
final class ReceivedLog {

	private final String client;

	private final boolean all;

	private final Map<String, Account> accounts = new TreeMap<>();

	private boolean quiet;

	ReceivedLog(String client, boolean all) {
		this.client = client;
		this.all = all;
	}

	/** Sets whether only data may come from now on, or any message. */
	void expectDataAlone(boolean on) {
		this.quiet = on;
	}

	void take(Message message) {
		if (message.stream().isEmpty()) {
			assertThat(message.type()).as(this.client).isNotEqualTo("error");
			return;
		}
		Account account = this.accounts.computeIfAbsent(message.stream(), (_) -> new Account());
		if (message.isTick()) {
			account.onTick(message);
			return;
		}
		assertThat(this.quiet).as("%s was told %s", this.client, message.json()).isFalse();
		switch (message.type()) {
			case "status" -> account.onStatus(message);
			case "gap" -> account.onGap(message);
			default -> throw new AssertionError("No message of a stream: " + message.json());
		}
	}

	/**
	 * The last state of the stream that was told; live where none was told.
	 */
	String state(String stream) {
		Account account = this.accounts.get(stream);
		return (account != null) ? account.state : "live";
	}

	long ticks() {
		return this.accounts.values().stream().mapToLong((account) -> account.ticks).sum();
	}

	/** The outages that the client was there for, as they were told. */
	long gaps() {
		return this.accounts.values().stream().mapToLong((account) -> account.gaps).sum();
	}

	private final class Account {

		private String state = "live";

		private long seq;

		/** The last number that was no history's, which an outage may begin behind. */
		private long newsSeq;

		private long rts;

		private long ticks;

		private long gaps;

		private long goesOnAt;

		/** An outage began that no gap has told yet. */
		private boolean owed;

		void onTick(Message tick) {
			long number = tick.number("seq");
			if (tick.isSnapshot()) {
				complain(tick, this.ticks == 0);
			}
			else {
				complain(tick, isBackfilled(tick) || (this.state.equals("live") && !this.owed));
				complain(tick, this.seq == 0 || number > this.seq);
				complain(tick, this.goesOnAt == 0 || number == this.goesOnAt || !ReceivedLog.this.all);
				complain(tick,
						this.seq == 0 || number == this.seq + 1 || number == this.goesOnAt || !ReceivedLog.this.all);
				complain(tick, tick.number("rts") > this.rts);
				this.ticks++;
				this.goesOnAt = 0;
			}
			this.seq = number;
			this.newsSeq = isBackfilled(tick) ? this.newsSeq : number;
			this.rts = tick.number("rts");
		}

		void onStatus(Message status) {
			this.owed |= status.text("cause").equals("upstream_down") && this.state.equals("live") && this.ticks > 0;
			this.state = status.text("state");
		}

		void onGap(Message gap) {
			boolean slow = List.of("slow_consumer", "relay_behind").contains(gap.text("cause"));
			complain(gap, slow || gap.number("fromSeq") == this.seq || gap.number("fromSeq") == this.newsSeq
					|| !ReceivedLog.this.all);
			complain(gap, gap.number("toSeq") > this.seq);
			this.goesOnAt = gap.number("toSeq") + (slow ? 1 : 0);
			this.owed &= slow;
			this.gaps++;
		}

		/** History wakes no stream and ends no outage. */
		private boolean isBackfilled(Message tick) {
			return tick.json().path("backfilled").asBoolean(false);
		}

		private void complain(Message message, boolean unless) {
			if (!unless) {
				throw new AssertionError("%s is at number %d, state %s, and gets %s".formatted(ReceivedLog.this.client,
						this.seq, this.state, message.json()));
			}
		}

	}

}
