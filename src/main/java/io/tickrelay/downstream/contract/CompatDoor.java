package io.tickrelay.downstream.contract;

/**
 * Where clients of the vendor's protocol come in, and where their key is found once it
 * was taken out of the URL.
 */
public final class CompatDoor {

	/** The path. */
	public static final String PATH = "/ws";

	/** The parameter that has the key. */
	public static final String KEY = "apikey";

	/** The header; the vendor's REST interface has the key there too. */
	public static final String KEY_HEADER = "apiKey";

	private CompatDoor() {
	}

}
