package io.tickrelay.documents;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.StreamClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the relay says to one request. Of a stream, its beginning.
 *
 * @param status the HTTP status
 * @param headers the answer's
 * @param body as text
 */
record Answer(int status, HttpHeaders headers, String body) {

	/** Reads bodies. */
	static final JsonMapper JSON = Message.JSON;

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	/** Asks; headers are names and values in turn. */
	static Answer to(int port, String method, String target, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
			.method(method, BodyPublishers.noBody())
			.timeout(StreamClient.PATIENCE);
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			HttpResponse<InputStream> response = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
			try (InputStream in = response.body()) {
				boolean endless = response.headers()
					.firstValue("Content-Type")
					.filter((type) -> type.startsWith("text/event-stream"))
					.isPresent();
				return new Answer(response.statusCode(), response.headers(),
						endless ? twoEvents(in) : new String(in.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** The type of its content, without parameters. */
	String mediaType() {
		return this.headers.firstValue("Content-Type").orElse("").replaceAll(";.*", "");
	}

	/** Whether its content is JSON of any kind. */
	boolean isJson() {
		return mediaType().endsWith("json");
	}

	/** Its content. */
	JsonNode json() {
		return JSON.readTree(this.body);
	}

	/** The greeting and what was accepted; or all there is. */
	private static String twoEvents(InputStream in) throws IOException {
		StringBuilder text = new StringBuilder();
		BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
		int events = 0;
		for (String line = lines.readLine(); line != null && events < 2; line = lines.readLine()) {
			text.append(line).append('\n');
			events += line.startsWith("data: ") ? 1 : 0;
		}
		return text.toString();
	}

}
