package io.tickrelay.simulator;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JDK's WebSocket client, with everything that it receives in queues.
 */
public final class TestClient implements WebSocket.Listener, AutoCloseable {

	public static final JsonMapper JSON = JsonMapper.builder().build();

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final long PATIENCE_MS = 30_000;

	public final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

	final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();

	public final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();

	final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

	final CompletableFuture<Throwable> failure = new CompletableFuture<>();

	private final StringBuilder partial = new StringBuilder();

	private @Nullable WebSocket socket;

	public static TestClient connect(Simulator simulator, String business) {
		return connect(simulator, business, "any");
	}

	public static TestClient connect(Simulator simulator, String business, String key) {
		TestClient client = new TestClient();
		client.socket = open(simulator, "?business=" + business + "&apikey=" + key, client).join();
		return client;
	}

	static HttpResponse<?> refused(Simulator simulator, String query) {
		try {
			open(simulator, query, new TestClient()).join().abort();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof WebSocketHandshakeException refusal) {
				return refusal.getResponse();
			}
			throw ex;
		}
		throw new AssertionError("The handshake succeeded");
	}

	static CompletableFuture<WebSocket> open(Simulator simulator, String query, TestClient client) {
		return HTTP.newWebSocketBuilder()
			.connectTimeout(Duration.ofMillis(PATIENCE_MS))
			.buildAsync(URI.create(simulator.webSocketUri() + query), client)
			.orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS);
	}

	public void send(String text) {
		socket().sendText(text, true).join();
	}

	public void subscribe(int code, String trace, String codes) {
		send("{\"code\":" + code + ",\"trace\":\"" + trace + "\",\"data\":{\"codes\":\"" + codes + "\"}}");
	}

	public void ping(String payload) {
		socket().sendPing(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8))).join();
	}

	public String next() throws InterruptedException {
		return next((_) -> true);
	}

	/** The next frame that fits; those before it are dropped. */
	public String next(Predicate<String> fits) throws InterruptedException {
		long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
		while (true) {
			String text = this.texts.poll(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (text == null) {
				throw new AssertionError("No such frame within " + PATIENCE_MS + " ms");
			}
			if (fits.test(text)) {
				return text;
			}
		}
	}

	/** The next frame that is no market data. */
	String answer() throws InterruptedException {
		return next((text) -> !text.contains("\"data\":"));
	}

	/** The data of the next push of a code. */
	public JsonNode push(int code) throws InterruptedException {
		return push(code, "");
	}

	public JsonNode push(int code, String containing) throws InterruptedException {
		return JSON
			.readTree(next((text) -> text.startsWith("{\"code\":" + code + ",\"data\"") && text.contains(containing)))
			.path("data");
	}

	/** Whether no frame at all comes for a while. */
	public boolean isSilentFor(Duration span) throws InterruptedException {
		return this.texts.poll(span.toMillis(), TimeUnit.MILLISECONDS) == null;
	}

	public int awaitClose() {
		return this.closeCode.orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS).join();
	}

	Throwable awaitFailure() {
		return this.failure.orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS).join();
	}

	public void closeInOrder() {
		socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
	}

	@Override
	public void close() {
		socket().abort();
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			this.texts.add(this.partial.toString());
			this.partial.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.binaries.add(bytes);
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
		this.pongs.add(StandardCharsets.UTF_8.decode(message).toString());
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closeCode.complete(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.failure.complete(error);
	}

	private WebSocket socket() {
		WebSocket open = this.socket;
		if (open == null) {
			throw new IllegalStateException("Not connected");
		}
		return open;
	}

}
