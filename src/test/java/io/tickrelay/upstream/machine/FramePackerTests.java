package io.tickrelay.upstream.machine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.limits.FrameLimit;
import io.tickrelay.upstream.wire.ClientFrame;
import io.tickrelay.upstream.wire.ClientFrameEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FramePackerTests {

	private final AtomicInteger frames = new AtomicInteger();

	private final FramePacker packer = packer(Business.CRYPTO);

	@Test
	void asksForSixHundredTradesInOneFrame() {
		List<Topic> topics = topics(600, Channel.TRADE);

		SequencedMap<ClientFrame, List<Topic>> asked = this.packer.subscribe(topics);

		assertThat(asked).hasSize(1);
		assertThat(VendorModel.subscribes(asked.firstEntry().getKey())).containsExactlyInAnyOrderElementsOf(topics);
		assertThat(asked.firstEntry().getValue()).isEqualTo(topics);
	}

	@Test
	void asksForBarsOfAllIntervalsInOneFrame() {
		List<Topic> topics = new ArrayList<>();
		for (Interval interval : Interval.values()) {
			topics.addAll(topics(interval.text().length() + 1, Channel.kline(interval)));
		}

		SequencedMap<ClientFrame, List<Topic>> asked = this.packer.subscribe(topics);

		assertThat(asked).hasSize(1);
		assertThat(VendorModel.subscribes(asked.firstEntry().getKey())).containsExactlyInAnyOrderElementsOf(topics);
	}

	@ParameterizedTest
	@ValueSource(ints = { 256, 300, 1024, 4096 })
	void keepsEveryFrameToItsSizeAndLosesNothing(int bytes) {
		FramePacker bounded = new FramePacker(Business.STOCK, () -> "tr-2147483647-9223372036854775807",
				new FrameLimit(bytes));
		ClientFrameEncoder encoder = new ClientFrameEncoder();
		Random random = new Random(bytes);
		for (int round = 0; round < 50; round++) {
			Set<Topic> topics = new LinkedHashSet<>();
			for (int i = random.nextInt(1, 900); i > 0; i--) {
				topics.add(topic("S".repeat(random.nextInt(1, 36)) + random.nextInt(99), channel(random)));
			}
			List<Topic> asked = new ArrayList<>();
			bounded.subscribe(List.copyOf(topics)).forEach((frame, ofFrame) -> {
				assertThat(VendorModel.subscribes(frame)).containsExactlyInAnyOrderElementsOf(ofFrame);
				asked.addAll(ofFrame);
				assertThat(encoder.encode(frame).getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(bytes);
			});
			assertThat(asked).containsExactlyInAnyOrderElementsOf(topics);
			List<Topic> cancelled = new ArrayList<>();
			bounded.unsubscribe(List.copyOf(topics)).forEach((frame, ofFrame) -> {
				assertThat(VendorModel.unsubscribes(frame)).containsExactlyInAnyOrderElementsOf(ofFrame);
				cancelled.addAll(ofFrame);
				assertThat(encoder.encode(frame).getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(bytes);
			});
			assertThat(cancelled).containsExactlyInAnyOrderElementsOf(topics);
		}
	}

	@Test
	void asksForThreeHundredSymbolsOfThreeChannelsInFewFrames() {
		List<Topic> topics = new ArrayList<>();
		for (Channel channel : List.of(Channel.TRADE, Channel.DEPTH, Channel.kline(Interval.ONE_MINUTE))) {
			for (int i = 100; i < 400; i++) {
				topics.add(topic("SYMBOL" + i + "USDT", channel));
			}
		}

		assertThat(this.packer.subscribe(topics)).hasSize(6);
	}

	@Test
	void asksForEverythingInThreeFrames() {
		List<Topic> topics = everything(40);

		assertThat(this.packer.subscribe(topics)).hasSize(3);
		assertThat(this.packer.unsubscribe(topics)).hasSize(3);
	}

	@Test
	void saysNothingAboutNothing() {
		assertThat(this.packer.subscribe(List.of())).isEmpty();
		assertThat(this.packer.unsubscribe(List.of())).isEmpty();
	}

	@Test
	void asksForTradeTypesOfSharesAlone() {
		assertThat(withTradeType(Business.STOCK)).isTrue();
		assertThat(withTradeType(Business.CRYPTO)).isFalse();
		assertThat(withTradeType(Business.COMMON)).isFalse();
	}

	@Test
	void cancelsBarsOfEqualSetsTogether() {
		List<Topic> topics = new ArrayList<>();
		topics.addAll(topics(5, Channel.kline(Interval.ONE_DAY)));
		topics.addAll(topics(5, Channel.kline(Interval.ONE_MINUTE)));

		assertThat(this.packer.unsubscribe(topics)).hasSize(1);
	}

	@Test
	void cancelsExactlyWhatItWasTold() {
		Random random = new Random(7);
		for (int round = 0; round < 300; round++) {
			Set<Topic> topics = new HashSet<>();
			for (int i = random.nextInt(1, 60); i > 0; i--) {
				topics.add(topic("S" + random.nextInt(12), channel(random)));
			}
			List<Topic> cancelled = new ArrayList<>();
			List<Topic> carried = new ArrayList<>();
			this.packer.unsubscribe(List.copyOf(topics)).forEach((frame, ofFrame) -> {
				assertThat(VendorModel.unsubscribes(frame)).containsExactlyInAnyOrderElementsOf(ofFrame);
				cancelled.addAll(VendorModel.unsubscribes(frame));
				carried.addAll(ofFrame);
			});
			assertThat(cancelled).containsExactlyInAnyOrderElementsOf(topics);
			assertThat(carried).containsExactlyInAnyOrderElementsOf(topics);
		}
	}

	@Test
	void cancelsManyDifferentSetsWithAFrameAnIntervalAtMost() {
		List<Topic> topics = new ArrayList<>();
		for (int symbol = 1; symbol < 200; symbol++) {
			int bits = symbol;
			for (Interval interval : List.of(Interval.values()).subList(0, 8)) {
				if ((bits & 1) != 0) {
					topics.add(topic("S" + symbol, Channel.kline(interval)));
				}
				bits >>= 1;
			}
		}

		SequencedMap<ClientFrame, List<Topic>> frames = this.packer.unsubscribe(topics);

		assertThat(frames).hasSizeLessThanOrEqualTo(8);
		assertThat(frames.keySet().stream().flatMap((frame) -> VendorModel.unsubscribes(frame).stream()))
			.containsExactlyInAnyOrderElementsOf(topics);
	}

	@Test
	void namesEachFrameDifferently() {
		List<Topic> topics = everything(3);

		assertThat(this.packer.subscribe(topics).keySet()).extracting(ClientFrame::trace).doesNotHaveDuplicates();
	}

	private boolean withTradeType(Business business) {
		ClientFrame frame = packer(business).subscribe(List.of(new Topic(business, "X", Channel.TRADE)))
			.firstEntry()
			.getKey();
		return ((ClientFrame.SubscribeTrades) frame).withTradeType();
	}

	private FramePacker packer(Business business) {
		return new FramePacker(business, () -> "t" + this.frames.incrementAndGet(), new FrameLimit(4096));
	}

	private static Channel channel(Random random) {
		int kind = random.nextInt(14);
		return switch (kind) {
			case 12 -> Channel.TRADE;
			case 13 -> Channel.DEPTH;
			default -> Channel.kline(List.of(Interval.values()).get(kind));
		};
	}

	private static List<Topic> everything(int symbols) {
		List<Topic> topics = new ArrayList<>();
		topics.addAll(topics(symbols, Channel.TRADE));
		topics.addAll(topics(symbols, Channel.DEPTH));
		for (Interval interval : Interval.values()) {
			topics.addAll(topics(symbols, Channel.kline(interval)));
		}
		return topics;
	}

	private static List<Topic> topics(int symbols, Channel channel) {
		List<Topic> topics = new ArrayList<>();
		for (int i = 0; i < symbols; i++) {
			topics.add(topic("S" + i, channel));
		}
		return topics;
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
