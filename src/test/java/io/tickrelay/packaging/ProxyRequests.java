package io.tickrelay.packaging;

import io.tickrelay.testing.client.SseClient;

/**
 * Requests that go through a proxy, and the answers' status.
 */
final class ProxyRequests {

	private ProxyRequests() {
	}

	static int status(int to, String path) {
		try (SseClient client = SseClient.request(to,
				"GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", false)) {
			return client.head().status();
		}
	}

	static String gzipAccepted(String query) {
		return with("Accept-Encoding: gzip", query);
	}

	static String with(String fields, String query) {
		String request = SseClient.get(query, "HTTP/1.1");
		return request.substring(0, request.length() - 2) + fields + "\r\n\r\n";
	}

	static String streams(String symbol) {
		return "snapshot=false&streams=" + symbol + "@trade";
	}

}
