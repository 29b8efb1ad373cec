package io.tickrelay.hub;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.upstream.wire.ServerFrame;
import io.tickrelay.upstream.wire.ServerFrameDecoder;

/**
 * One push of each kind in the upstream's own shape.
 */
public enum Sample {

	/** A trade, 10002. */
	TRADE("""
			{"code":10002,"data":{"p":"71204.50","s":"BTCUSDT","t":1786775999001,"td":2,"v":"0.00100",\
			"vw":"71.2045000"}}"""),

	/** A book of five levels a side, 10005. */
	DEPTH("""
			{"code":10005,"data":{"a":[["71204.60000000","71204.70000000","71204.80000000","71204.90000000",\
			"71205.10000000"],["1.50000000","0.00010000","0.25000000","3.10000000","0.04200000"]],\
			"b":[["71204.50000000","71204.40000000","71204.20000000","71204.10000000","71204.00000000"],\
			["2.25000000","0.30000000","0.01700000","1.00000000","5.80000000"]],"s":"BTCUSDT","t":1786775999100}}"""),

	/** A one-minute bar, 10008. */
	KLINE("""
			{"code":10008,"data":{"c":"71204.50000","h":"71300.00000","l":"71100.10000","o":"71250.00000",\
			"pca":"-45.50000","pfr":"-0.06%","s":"BTCUSDT","t":"1786775940","ty":1,"v":"3.00000",\
			"vw":"213613.5000000"}}""");

	private final String text;

	Sample(String text) {
		this.text = text;
	}

	/** The frame's bytes, a new array. */
	byte[] bytes() {
		return this.text.getBytes(StandardCharsets.UTF_8);
	}

	/** What the frame says. */
	Tick tick() {
		byte[] bytes = bytes();
		return read(decoder().decode(bytes, bytes.length));
	}

	static ServerFrameDecoder decoder() {
		return new ServerFrameDecoder(Business.CRYPTO, (symbol) -> null);
	}

	/** The only tick of a push. */
	static Tick read(ServerFrame frame) {
		if (frame instanceof ServerFrame.Push(List<Tick> ticks)) {
			return ticks.getFirst();
		}
		throw new IllegalStateException("No push: " + frame);
	}

}
