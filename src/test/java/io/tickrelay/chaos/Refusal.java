package io.tickrelay.chaos;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * What a relay must not answer by coming back soon: one row each, with its code and what
 * becomes of the session.
 */
@SuppressWarnings("ImmutableEnumChecker") // What a row does is a lambda without a state.
enum Refusal {

	WRONG_KEY("401", "REJECTED", (stage) -> refuse(stage, 401)),

	WRONG_URL("404", "REJECTED", (stage) -> refuse(stage, 404)),

	EXPIRED_KEY("508", "REJECTED", (stage) -> complain(stage, 508)),

	NO_CONNECTION_LEFT("427", "BACKOFF", (stage) -> refuse(stage, 427)),

	NO_REQUEST_LEFT("429", "BACKOFF", (stage) -> refuse(stage, 429)),

	TOO_MANY_FRAMES("501", "BACKOFF", (stage) -> complain(stage, 501)),

	DAY_USED_UP("502", "BACKOFF", (stage) -> complain(stage, 502));

	private final String code;

	private final String state;

	private final Consumer<Stage> inject;

	Refusal(String code, String state, Consumer<Stage> inject) {
		this.code = code;
		this.state = state;
		this.inject = inject;
	}

	String code() {
		return this.code;
	}

	/** The session's state, as health has it. */
	String state() {
		return this.state;
	}

	/** What clients are told of their streams. */
	String told() {
		return this.state.equals("REJECTED") ? "rejected" : "stale";
	}

	void inject(Stage stage) {
		this.inject.accept(stage);
	}

	/** The name of a business of its own. */
	String business() {
		return name().toLowerCase(Locale.ROOT).replace("_", "");
	}

	private static void refuse(Stage stage, int status) {
		stage.faults().refuseAll(status);
		stage.faults().dropAll();
	}

	private static void complain(Stage stage, int code) {
		stage.faults().sendText("{\"traceId\":\"x\",\"code\":" + code + ",\"msg\":\"no\"}");
	}

}
