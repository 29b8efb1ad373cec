package io.tickrelay.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.tickrelay.hub.HubInputs;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.lane.LaneLoop;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.rest.RestClient;
import io.tickrelay.upstream.rest.RestResult;
import io.tickrelay.upstream.wire.Codes;
import io.tickrelay.upstream.wire.RestReader;
import io.tickrelay.upstream.wire.RestRequest;
import org.jspecify.annotations.Nullable;

/**
 * A session's backfill in the real world: bars come from REST, ticks go to the hub.
 *
 * @param business the session's
 * @param loop the session's
 * @param rest the key's
 * @param hub takes ticks
 * @param clock the relay's
 */
record BackfillSource(Business business, LaneLoop loop, RestClient rest, HubInputs hub,
		RelayClock clock) implements Backfill.Ground {

	@Override
	public long nowMs() {
		return this.clock.millis();
	}

	@Override
	public int room(Duration within) {
		return this.rest.room(within);
	}

	@Override
	public void ask(BackfillPlan.Request request, Consumer<@Nullable Map<String, List<Tick.Kline>>> answer) {
		Codes codes = new Codes(request.topics().stream().map(Topic::symbol).toList());
		RestRequest question = RestRequest.klines(this.business, request.interval(), request.bars(), codes);
		this.rest.<Map<String, List<Tick.Kline>>>askProxy(question, Backfill.LONGEST_HOLD,
				(body) -> RestReader.klines(this.business, request.interval(), nowMs(), body),
				(result) -> this.loop.execute(() -> {
					switch (result) {
						case RestResult.Answered<Map<String, List<Tick.Kline>>>(var bars) -> answer.accept(bars);
						case RestResult.Failed<Map<String, List<Tick.Kline>>> _ -> answer.accept(null);
					}
				}));
	}

	@Override
	public void later(Duration delay, Runnable task) {
		this.loop.schedule(task, delay.toNanos());
	}

	@Override
	public void held(Tick.Kline bar) {
		this.hub.onTick(bar);
	}

	@Override
	public void backfilled(Tick.Kline bar) {
		this.hub.onBackfilled(bar);
	}

}
