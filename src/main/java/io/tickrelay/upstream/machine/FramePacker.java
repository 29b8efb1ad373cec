package io.tickrelay.upstream.machine;

import java.util.ArrayList;
import java.util.Collection;
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
import io.tickrelay.upstream.limits.FrameLimit;
import io.tickrelay.upstream.wire.ClientFrame;
import io.tickrelay.upstream.wire.Codes;
import io.tickrelay.upstream.wire.FrameSizes;
import org.jspecify.annotations.Nullable;

/**
 * Packs topics into as few frames as the protocol and their size allow. All trades share
 * a frame, all books share one, and the bars of all intervals share one; Cancelling bars
 * takes a frame for each different set of intervals, because its frame means every
 * interval of every symbol. Where single intervals are fewer, each has a frame. What is
 * too long for one frame goes into several.
 */
final class FramePacker {

	private final boolean withTradeType;

	private final Supplier<String> traces;

	private final FrameLimit limit;

	/**
	 * Creates a packer.
	 * @param business trade types exist for shares alone
	 * @param traces names each frame
	 * @param limit how long a frame may be
	 */
	FramePacker(Business business, Supplier<String> traces, FrameLimit limit) {
		this.withTradeType = business.equals(Business.STOCK);
		this.traces = traces;
		this.limit = limit;
	}

	/** The frames that subscribe topics, each with the topics that it carries. */
	SequencedMap<ClientFrame, List<Topic>> subscribe(List<Topic> topics) {
		SequencedMap<ClientFrame, List<Topic>> frames = new LinkedHashMap<>();
		ByChannel split = ByChannel.of(topics);
		add(frames, split.trades, (codes) -> new ClientFrame.SubscribeTrades(trace(), codes, this.withTradeType));
		add(frames, split.depths, (codes) -> new ClientFrame.SubscribeDepth(trace(), codes));
		List<Topic> bars = new ArrayList<>();
		split.klines.values().forEach(bars::addAll);
		for (List<Topic> part : parts(bars, false)) {
			SequencedMap<Interval, List<Topic>> intervals = new LinkedHashMap<>();
			part.forEach((topic) -> intervals.computeIfAbsent(interval(topic), (key) -> new ArrayList<>()).add(topic));
			SequencedMap<Interval, Codes> codes = new LinkedHashMap<>();
			intervals.forEach((interval, ofInterval) -> codes.put(interval, codes(ofInterval)));
			frames.put(new ClientFrame.SubscribeKlines(trace(), codes), part);
		}
		return frames;
	}

	/** About how many frames it takes to ask for topics, or to cancel them. */
	int count(Collection<Topic> topics) {
		Map<Class<?>, List<Topic>> kinds = new LinkedHashMap<>();
		topics.forEach(
				(topic) -> kinds.computeIfAbsent(topic.channel().getClass(), (key) -> new ArrayList<>()).add(topic));
		return kinds.values().stream().mapToInt((ofKind) -> parts(ofKind, false).size()).sum();
	}

	/** How long the frame is, at the most, that asks for topics of one kind. */
	static int size(List<Topic> topics) {
		int bytes = FrameSizes.FRAME;
		Channel before = null;
		for (Topic topic : topics) {
			bytes += size(topic, before);
			before = topic.channel();
		}
		return bytes;
	}

	private static int size(Topic topic, @Nullable Channel before) {
		boolean anotherInterval = topic.channel() instanceof Channel.Kline && !topic.channel().equals(before);
		return FrameSizes.of(topic.symbol()) + (anotherInterval ? FrameSizes.INTERVAL : 0);
	}

	/**
	 * Divides topics of one kind, whose order stays, so that each part fits a frame.
	 * @param symbolsOnce whether the frame names each symbol once, so that neighbours of
	 * the same symbol may not be parted
	 */
	private List<List<Topic>> parts(List<Topic> topics, boolean symbolsOnce) {
		List<List<Topic>> parts = new ArrayList<>();
		List<Topic> part = new ArrayList<>();
		int used = FrameSizes.FRAME;
		for (Topic topic : topics) {
			Topic before = part.isEmpty() ? null : part.getLast();
			boolean sameSymbol = symbolsOnce && before != null && before.symbol().equals(topic.symbol());
			int more = sameSymbol ? 0 : size(topic, symbolsOnce ? topic.channel() : channel(before));
			if (!part.isEmpty() && used + more > this.limit.bytes()) {
				parts.add(part);
				part = new ArrayList<>();
				used = FrameSizes.FRAME;
				more = size(topic, symbolsOnce ? topic.channel() : null);
			}
			part.add(topic);
			used += more;
		}
		if (!part.isEmpty()) {
			parts.add(part);
		}
		return parts;
	}

	private static @Nullable Channel channel(@Nullable Topic topic) {
		return (topic == null) ? null : topic.channel();
	}

	private static Interval interval(Topic topic) {
		if (topic.channel() instanceof Channel.Kline(Interval interval)) {
			return interval;
		}
		throw new IllegalArgumentException("Not of bars: " + topic);
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

	private void add(SequencedMap<ClientFrame, List<Topic>> frames, List<Topic> topics,
			Function<Codes, ClientFrame> frame) {
		parts(topics, true).forEach((part) -> frames.put(frame.apply(codes(part)), part));
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
