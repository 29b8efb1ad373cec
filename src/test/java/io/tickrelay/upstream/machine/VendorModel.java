package io.tickrelay.upstream.machine;

import java.util.ArrayList;
import java.util.List;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ClientFrame;

/**
 * What client frames mean to the upstream, by its documentation.
 */
final class VendorModel {

	private VendorModel() {
	}

	/** What a frame adds to the subscriptions that stand. */
	static List<Topic> subscribes(ClientFrame frame) {
		List<Topic> topics = new ArrayList<>();
		switch (frame) {
			case ClientFrame.SubscribeTrades trades -> add(topics, trades.codes().symbols(), Channel.TRADE);
			case ClientFrame.SubscribeDepth depth -> add(topics, depth.codes().symbols(), Channel.DEPTH);
			case ClientFrame.SubscribeKlines klines ->
				klines.codes().forEach((interval, codes) -> add(topics, codes.symbols(), Channel.kline(interval)));
			case ClientFrame.UnsubscribeTrades _, ClientFrame.UnsubscribeDepth _, ClientFrame.UnsubscribeKlines _,
					ClientFrame.Heartbeat _ -> {
				// Add nothing.
			}
		}
		return topics;
	}

	/** What a frame takes away from them. */
	static List<Topic> unsubscribes(ClientFrame frame) {
		List<Topic> topics = new ArrayList<>();
		switch (frame) {
			case ClientFrame.UnsubscribeTrades trades -> add(topics, trades.codes().symbols(), Channel.TRADE);
			case ClientFrame.UnsubscribeDepth depth -> add(topics, depth.codes().symbols(), Channel.DEPTH);
			case ClientFrame.UnsubscribeKlines klines -> klines.intervals()
				.forEach((interval) -> add(topics, klines.codes().symbols(), Channel.kline(interval)));
			case ClientFrame.SubscribeTrades _, ClientFrame.SubscribeDepth _, ClientFrame.SubscribeKlines _,
					ClientFrame.Heartbeat _ -> {
				// Take nothing.
			}
		}
		return topics;
	}

	private static void add(List<Topic> topics, List<String> symbols, Channel channel) {
		symbols.forEach((symbol) -> topics.add(new Topic(Business.CRYPTO, symbol, channel)));
	}

}
