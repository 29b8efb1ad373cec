import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the JVM's AOT cache. It runs the relay on simulated markets, has clients come and go over every transport, and ends it. The JVM then writes what it has loaded and learned. One file without a package, because a JDK runs it as it is: {@code java
 * Training.java tickrelay.aot java <flags> -jar tickrelay.jar}. The flags are to be those
 * of later, and so are the folder and the JVM, or the cache won't be taken.
 */
public final class Training {

	private static final Duration UNTIL_READY = Duration.ofMinutes(2);

	private static final Duration UNTIL_TICKS = Duration.ofSeconds(30);

	private static final Duration UNTIL_ENDED = Duration.ofMinutes(3);

	private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

	/** How long the clients of a round read. */
	private static final Duration READING = Duration.ofSeconds(4);

	private static final int ROUNDS = 3;

	/** One of so many clients may be without a tick. */
	private static final int TOLERANCE = 20;

	/** In each round, of each transport. */
	private static final int CLIENTS = 150;

	private static final String STREAMS = "BTCUSDT@trade,ETHUSDT@depth,BTCUSDT@kline_1m,AAPL.US@trade";

	private final HttpClient http = HttpClient.newHttpClient();

	private final String host;

	/** Of the round's clients, those that have got a tick. */
	private final AtomicInteger served = new AtomicInteger();

	private Training(int port) {
		this.host = "localhost:" + port;
	}

	/**
	 * Starts the relay, trains and ends it.
	 * @param args the cache's file, and the command that starts the relay
	 * @throws Exception if there is no cache in the end
	 */
	public static void main(String[] args) throws Exception {
		File cache = new File(args[0]);
		List<String> command = new ArrayList<>(List.of(args).subList(1, args.length));
		command.add(1, "-XX:AOTCacheOutput=" + cache);
		int port = freePort();
		ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
		builder.environment().put("SPRING_PROFILES_ACTIVE", "demo");
		builder.environment().put("SERVER_ADDRESS", "127.0.0.1");
		builder.environment().put("SERVER_PORT", Integer.toString(port));
		Process relay = builder.start();
		try {
			new Training(port).run(relay);
			relay.destroy();
			if (!relay.waitFor(UNTIL_ENDED.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("The relay did not end");
			}
		}
		finally {
			relay.destroyForcibly();
		}
		if (cache.length() == 0) {
			throw new IllegalStateException("The relay ended with " + relay.exitValue() + " and without a cache");
		}
		System.out.println("training: " + cache + " has " + cache.length() / 1_000_000 + " MB");
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void run(Process relay) throws Exception {
		awaitReadiness(relay);
		for (int round = 1; round <= ROUNDS; round++) {
			this.served.set(0);
			List<AutoCloseable> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(eventStream());
				clients.add(webSocket("/v1/ws?streams=" + STREAMS, null));
				clients.add(webSocket("/ws?business=crypto&apikey=any",
						"{\"code\":10000,\"trace\":\"t\",\"data\":{\"codes\":\"BTCUSDT,ETHUSDT\"}}"));
			}
			awaitTicks(clients.size());
			ask("/v1/symbols?limit=50");
			ask("/v1/snapshot?streams=" + STREAMS);
			ask("/v1/stream?streams=nonsense");
			ask("/actuator/health");
			ask("/actuator/prometheus");
			Thread.sleep(READING);
			for (AutoCloseable client : clients) {
				client.close();
			}
			System.out.println("training: round " + round + " with " + clients.size() + " clients is over");
		}
	}

	private void awaitReadiness(Process relay) throws InterruptedException {
		long start = System.nanoTime();
		while (ask("/actuator/health/readiness") != 200) {
			if (!relay.isAlive() || System.nanoTime() - start > UNTIL_READY.toNanos()) {
				throw new IllegalStateException("The relay was never ready");
			}
			Thread.sleep(BETWEEN_LOOKS);
		}
	}

	private void awaitTicks(int clients) throws InterruptedException {
		long start = System.nanoTime();
		while (this.served.get() < clients) {
			if (System.nanoTime() - start > UNTIL_TICKS.toNanos()) {
				String result = this.served + " of " + clients + " clients have got a tick";
				if (this.served.get() < clients - clients / TOLERANCE) {
					throw new IllegalStateException(result);
				}
				// A cache is as good without one of them; no test is made of the relay here.
				System.out.println("training: " + result);
				return;
			}
			Thread.sleep(BETWEEN_LOOKS);
		}
	}

	/** Asks once; zero is the status of no answer. */
	private int ask(String path) throws InterruptedException {
		try {
			return this.http.send(request(path), BodyHandlers.ofByteArray()).statusCode();
		}
		catch (IOException _) {
			return 0;
		}
	}

	private AutoCloseable eventStream() {
		EventLines lines = new EventLines();
		this.http.sendAsync(request("/v1/stream?streams=" + STREAMS), BodyHandlers.fromLineSubscriber(lines))
			.whenComplete((answer, failure) -> {
				if (failure != null && !lines.ticked) {
					System.out.println("training: a stream ended before its first tick: " + failure);
				}
			});
		return lines;
	}

	private HttpRequest request(String path) {
		return HttpRequest.newBuilder(URI.create("http://" + this.host + path)).timeout(UNTIL_TICKS).build();
	}

	private AutoCloseable webSocket(String path, String firstMessage)
			throws InterruptedException, ExecutionException, TimeoutException {
		WebSocket socket = this.http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://" + this.host + path), new Messages())
			.get(UNTIL_TICKS.toSeconds(), TimeUnit.SECONDS);
		if (firstMessage != null) {
			socket.sendText(firstMessage, true);
		}
		return () -> {
			try {
				socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
			}
			catch (CompletionException _) {
				// The relay has closed it.
			}
		};
	}

	private static boolean isTick(CharSequence text) {
		String message = text.toString();
		return message.contains("\"price\"") || message.contains("\"code\":10002");
	}

	/** The lines of one event stream. */
	private final class EventLines implements Flow.Subscriber<String>, AutoCloseable {

		private volatile Flow.Subscription subscription;

		private volatile boolean ticked;

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription = subscription;
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(String line) {
			if (!this.ticked && isTick(line)) {
				this.ticked = true;
				Training.this.served.incrementAndGet();
			}
		}

		@Override
		public void onError(Throwable failure) {
			// Told where the request was sent.
		}

		@Override
		public void onComplete() {
			// As above.
		}

		@Override
		public void close() {
			if (this.subscription != null) {
				this.subscription.cancel();
			}
		}

	}

	/** The messages of one WebSocket. */
	private final class Messages implements WebSocket.Listener {

		private boolean ticked;

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
			if (!this.ticked && isTick(text)) {
				this.ticked = true;
				Training.this.served.incrementAndGet();
			}
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
			socket.request(1);
			return null;
		}

	}

}
