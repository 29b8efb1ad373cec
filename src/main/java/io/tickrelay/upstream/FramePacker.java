package io.tickrelay.upstream;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ClientFrame;
import io.tickrelay.upstream.wire.Codes;

/**
 * Packs topics into as few frames as the protocol allows: one for all trades, one for all
 * books, one for the bars of all intervals; cancelling bars takes a frame for each
 * different set of intervals, because its frame means every interval of every symbol, or
 * one for each interval where those are fewer.
 */
final class FramePacker {

	private final boolean withTradeType;

	private final Supplier<String> traces;

	/**
	 * Creates a packer.
	 * @param business trade types exist for shares alone
	 * @param traces names each frame
	 */
	FramePacker(Business business, Supplier<String> traces) {
		this.withTradeType = business.equals(Business.STOCK);
		this.traces = traces;
	}

	/** The frames that subscribe topics, each with the topics that it carries. */
	SequencedMap<ClientFrame, List<Topic>> subscribe(List<Topic> topics) {
		SequencedMap<ClientFrame, List<Topic>> frames = new LinkedHashMap<>();
		ByChannel split = ByChannel.of(topics);
		add(frames, split.trades, (codes) -> new ClientFrame.SubscribeTrades(trace(), codes, this.withTradeType));
		add(frames, split.depths, (codes) -> new ClientFrame.SubscribeDepth(trace(), codes));
		if (!split.klines.isEmpty()) {
			SequencedMap<Interval, Codes> codes = new LinkedHashMap<>();
			List<Topic> all = new ArrayList<>();
			split.klines.forEach((interval, ofInterval) -> {
				codes.put(interval, codes(ofInterval));
				all.addAll(ofInterval);
			});
			frames.put(new ClientFrame.SubscribeKlines(trace(), codes), all);
		}
		return frames;
	}

	/** The frames that cancel topics, each with the topics that it carries. */
	SequencedMap<ClientFrame, List<Topic>> unsubscribe(List<Topic> topics) {
		SequencedMap<ClientFrame, List<Topic>> frames = new LinkedHashMap<>();
		ByChannel split = ByChannel.of(topics);
		add(frames, split.trades, (codes) -> new ClientFrame.UnsubscribeTrades(trace(), codes));
		add(frames, split.depths, (codes) -> new ClientFrame.UnsubscribeDepth(trace(), codes));
		byIntervals(split.klines).forEach((intervals, ofThem) -> add(frames, ofThem,
				(codes) -> new ClientFrame.UnsubscribeKlines(trace(), codes, new LinkedHashSet<>(intervals))));
		return frames;
	}

	/** Topics of bars by the whole set of intervals that goes with their symbol. */
	private static Map<SequencedSet<Interval>, List<Topic>> byIntervals(Map<Interval, List<Topic>> klines) {
		Map<String, SequencedSet<Interval>> intervals = new LinkedHashMap<>();
		Map<String, List<Topic>> topics = new LinkedHashMap<>();
		klines.forEach((interval, ofInterval) -> ofInterval.forEach((topic) -> {
			intervals.computeIfAbsent(topic.symbol(), (key) -> new TreeSet<>()).add(interval);
			topics.computeIfAbsent(topic.symbol(), (key) -> new ArrayList<>()).add(topic);
		}));
		Map<SequencedSet<Interval>, List<Topic>> groups = new LinkedHashMap<>();
		intervals.forEach((symbol, set) -> groups.computeIfAbsent(set, (key) -> new ArrayList<>())
			.addAll(topics.getOrDefault(symbol, List.of())));
		return (groups.size() <= klines.size()) ? groups : eachInterval(klines);
	}

	/** Never more frames than there are intervals, however their sets differ. */
	private static Map<SequencedSet<Interval>, List<Topic>> eachInterval(Map<Interval, List<Topic>> klines) {
		Map<SequencedSet<Interval>, List<Topic>> groups = new LinkedHashMap<>();
		klines.forEach((interval, topics) -> groups.put(new TreeSet<>(Set.of(interval)), topics));
		return groups;
	}

	private static void add(SequencedMap<ClientFrame, List<Topic>> frames, List<Topic> topics,
			Function<Codes, ClientFrame> frame) {
		if (!topics.isEmpty()) {
			frames.put(frame.apply(codes(topics)), topics);
		}
	}

	private static Codes codes(List<Topic> topics) {
		return new Codes(topics.stream().map(Topic::symbol).distinct().toList());
	}

	private String trace() {
		return this.traces.get();
	}

	private record ByChannel(List<Topic> trades, List<Topic> depths, Map<Interval, List<Topic>> klines) {

		static ByChannel of(List<Topic> topics) {
			ByChannel split = new ByChannel(new ArrayList<>(), new ArrayList<>(), new EnumMap<>(Interval.class));
			for (Topic topic : topics) {
				switch (topic.channel()) {
					case Channel.Trade _ -> split.trades.add(topic);
					case Channel.Depth _ -> split.depths.add(topic);
					case Channel.Kline(Interval interval) ->
						split.klines.computeIfAbsent(interval, (key) -> new ArrayList<>()).add(topic);
				}
			}
			return split;
		}

	}

}
