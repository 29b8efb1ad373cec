package io.tickrelay.testing.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A client that speaks the vendor's protocol and keeps the texts as they came: not all of
 * them are JSON. Single quotes in what it says stand for double ones.
 */
public final class CompatClient extends BareWebSocket {

	/** The frame that greets every client. */
	public static final String WELCOME = "{\"code\":200,\"msg\":\"ws connect success\"}";

	private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

	private CompatClient() {
		super(true);
	}

	/** Connects as the vendor's clients do. */
	public static CompatClient connect(int port, String business) {
		return connectTo(port, "/ws?business=" + business + "&apikey=any-key");
	}

	/** Connects with a URL of one's own, which may be refused. */
	public static CompatClient connectTo(int port, String target) {
		CompatClient client = new CompatClient();
		client.shakeHands(port, target, false);
		return client;
	}

	/** Connects with a window so small that it is soon full. */
	public static CompatClient connectWithSmallWindow(int port, String business) {
		CompatClient client = new CompatClient();
		client.shakeHands(port, "/ws?business=" + business + "&apikey=any-key", true);
		return client;
	}

	/** Sends a frame. */
	public void say(String frame) {
		text(frame.replace('\'', '"'));
	}

	/** Sends a frame and waits for the next text that is neither welcome nor push. */
	public String ask(String frame) {
		say(frame);
		return nextText((text) -> !isPush(text) && !text.equals(WELCOME));
	}

	/** The next push. */
	public String nextPush() {
		return nextText(CompatClient::isPush);
	}

	/** The next push of a code. */
	public String nextPush(int code) {
		return nextText((text) -> text.startsWith("{\"code\":" + code + ",\"data\":{"));
	}

	/** The next text. */
	public String nextText() {
		return nextText((text) -> true);
	}

	/** The next text that fits; those before it are dropped. */
	public String nextText(Predicate<String> fits) {
		long endNs = System.nanoTime() + PATIENCE.toNanos();
		try {
			while (true) {
				String text = this.texts.poll(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
				if (text == null) {
					throw new AssertionError(
							"No such text" + (isOpen() ? "" : ", and the connection ended: " + awaitEnd()));
				}
				if (fits.test(text)) {
					return text;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	protected void onText(String text) {
		this.texts.add(text);
	}

	private static boolean isPush(String text) {
		return text.matches("(?s)\\{\"code\":100(02|05|08),.*");
	}

}
