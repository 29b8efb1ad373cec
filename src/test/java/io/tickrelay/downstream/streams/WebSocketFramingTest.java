package io.tickrelay.downstream.streams;

import io.tickrelay.testing.client.BareWebSocket;

class WebSocketFramingTest extends FramingContract<BareWebSocket> {

	@Override
	BareWebSocket connect(int toPort) {
		BareWebSocket client = BareWebSocket.connect(toPort, "");
		client.next("hello");
		return client;
	}

	@Override
	void subscribe(BareWebSocket client, String symbol) {
		client.text("{\"op\":\"subscribe\",\"streams\":[\"" + symbol + "@trade\"]}");
		client.next("ack");
	}

	@Override
	String question(String id) {
		return "{\"op\":\"list\",\"id\":\"" + id + "\"}";
	}

	@Override
	String nextAnswer(BareWebSocket client) {
		return client.next("ack").text("id");
	}

}
