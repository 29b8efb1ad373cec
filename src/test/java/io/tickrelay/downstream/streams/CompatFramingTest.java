package io.tickrelay.downstream.streams;

import io.tickrelay.testing.client.CompatClient;

class CompatFramingTest extends FramingContract<CompatClient> {

	private static final String ANSWER = "\\{\"code\":10011,\"trace\":\"(.*)\",\"msg\":\"ok\"}";

	@Override
	CompatClient connect(int toPort) {
		CompatClient client = CompatClient.connect(toPort, "crypto");
		client.nextText();
		return client;
	}

	@Override
	void subscribe(CompatClient client, String symbol) {
		client.ask("{'code':10000,'data':{'codes':'" + symbol + "'}}");
	}

	@Override
	String question(String id) {
		return "{\"code\":10010,\"ack\":1,\"trace\":\"" + id + "\"}";
	}

	@Override
	String nextAnswer(CompatClient client) {
		return client.nextText((text) -> text.matches(ANSWER)).replaceFirst(ANSWER, "$1");
	}

}
