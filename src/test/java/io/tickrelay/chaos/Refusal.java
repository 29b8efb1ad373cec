package io.tickrelay.chaos;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Refusals after which a relay must not come back soon. Each row has its code and the
 * session's state afterwards.
 */
@SuppressWarnings("ImmutableEnumChecker") // The action of a row is a lambda without a
											// state.
enum Refusal {

	WRONG_KEY("401", "REJECTED", (faultScene) -> refuse(faultScene, 401)),

	WRONG_URL("404", "REJECTED", (faultScene) -> refuse(faultScene, 404)),

	EXPIRED_KEY("508", "REJECTED", (faultScene) -> complain(faultScene, 508)),

	NO_CONNECTION_LEFT("427", "BACKOFF", (faultScene) -> refuse(faultScene, 427)),

	NO_REQUEST_LEFT("429", "BACKOFF", (faultScene) -> refuse(faultScene, 429)),

	TOO_MANY_FRAMES("501", "BACKOFF", (faultScene) -> complain(faultScene, 501)),

	DAY_USED_UP("502", "BACKOFF", (faultScene) -> complain(faultScene, 502));

	private final String code;

	private final String state;

	private final Consumer<FaultScene> inject;

	Refusal(String code, String state, Consumer<FaultScene> inject) {
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

	/** The cause that clients are told of their streams. */
	String told() {
		return this.state.equals("REJECTED") ? "rejected" : "stale";
	}

	void inject(FaultScene faultScene) {
		this.inject.accept(faultScene);
	}

	/** The name of a business of its own. */
	String business() {
		return name().toLowerCase(Locale.ROOT).replace("_", "");
	}

	private static void refuse(FaultScene faultScene, int status) {
		faultScene.faults().refuseAll(status);
		faultScene.faults().dropAll();
	}

	private static void complain(FaultScene faultScene, int code) {
		faultScene.faults().sendText("{\"traceId\":\"x\",\"code\":" + code + ",\"msg\":\"no\"}");
	}

}
