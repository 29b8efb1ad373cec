package io.tickrelay.chaos;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Faults that end a session. Each row has the last error that it leaves, the time until
 * all clients must know, and the cure.
 */
@SuppressWarnings("ImmutableEnumChecker") // The action of a row is a lambda without a
											// state.
enum SessionFault {

	RESET("connection_lost", 0, (faultScene) -> faultScene.faults().dropAll()),

	CLOSE_IN_ORDER("1012", 0, (faultScene) -> faultScene.faults().closeAll(1012, "restart")),

	CUT_WITHIN_A_FRAME("connection_lost", 0, (faultScene) -> faultScene.faults().dropAfterBytes(151)),

	/** Two pings, a second each, have to go unanswered first. */
	HALF_OPEN("no_pong", 2, (faultScene) -> faultScene.faults().stall()),

	BROKEN_FRAMES("protocol_error", 0, (faultScene) -> faultScene.faults().sendRawBytes(new byte[] { -1, -1, -1, -1 })),

	OVER_A_MEBIBYTE("protocol_error", 0, (faultScene) -> faultScene.faults().sendText(" ".repeat(1024 * 1024 + 1))),

	SERVER_FAULT("500", 0,
			(faultScene) -> faultScene.faults().sendText("{\"traceId\":\"x\",\"code\":500,\"msg\":\"oops\"}")),

	NO_HEARTBEAT_SEEN("513", 0,
			(faultScene) -> faultScene.faults()
				.sendText("{\"traceId\":\"x\",\"code\":513,\"msg\":\"Heartbeat timeout\"}")),

	GATEWAY_FAILS("503", 0, (faultScene) -> {
		faultScene.faults().refuseAll(503);
		faultScene.faults().dropAll();
	});

	private final String lastError;

	private final Duration within;

	private final Consumer<FaultScene> inject;

	SessionFault(String lastError, int unnoticedSeconds, Consumer<FaultScene> inject) {
		this.lastError = lastError;
		this.within = Duration.ofSeconds(2L + unnoticedSeconds);
		this.inject = inject;
	}

	String lastError() {
		return this.lastError;
	}

	/** How soon every client must know. */
	Duration within() {
		return this.within;
	}

	void inject(FaultScene faultScene) {
		this.inject.accept(faultScene);
	}

	void heal(FaultScene faultScene) {
		faultScene.faults().resume();
		faultScene.faults().acceptAll();
	}

	/** The name of a business of its own. */
	String business() {
		return name().toLowerCase(Locale.ROOT).replace("_", "");
	}

}
