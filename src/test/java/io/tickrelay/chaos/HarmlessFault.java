package io.tickrelay.chaos;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import io.tickrelay.testing.ScriptedServer;
import org.jspecify.annotations.Nullable;

/**
 * Faults of the vendor that cost no session and no other frame. Each row has its kind in
 * the counters and the last error that it leaves.
 */
@SuppressWarnings("ImmutableEnumChecker") // The action of a row is a lambda without a
											// state.
enum HarmlessFault {

	PLAIN_TEXT(null, null, text("Markets are closed for lunch")),

	PREFIXED_PROSE(null, "0", text("Subscribe fail: nobody knows why")),

	PREFIXED_ERROR(null, "506", text("Subscribe fail: {'traceId':'of-nobody','code':506,'msg':'what?'}")),

	NOT_JSON(null, "515", text("Param not json...")),

	UNDOCUMENTED_ERROR(null, "599", text("{'traceId':'of-nobody','code':599,'msg':'new'}")),

	EMPTY("malformed", null, text("")),

	TRUNCATED("malformed", null, text("{'code':10002,'data':{'p':'1','s':'MARK'")),

	A_LIST("malformed", null, text("[{'code':10002}]")),

	NESTED("malformed", null, text("{'data':".repeat(1_000))),

	NESTED_ASIDE("malformed", null, text("{'x':" + "[".repeat(1_000) + "]".repeat(1_000) + ",'code':200}")),

	INVALID_UTF8("malformed", null,
			(faultScene) -> faultScene.faults()
				.sendRawBytes(ScriptedServer.frame(0x81,
						"{\"code\":\"\u00ff\u00fe\"}".getBytes(StandardCharsets.ISO_8859_1)))),

	WRONG_TYPES("bad_field", null, text("{'code':10002,'data':{'s':{},'p':[],'t':'soon','v':true}}")),

	NO_DATA("bad_field", null, text("{'code':10002}")),

	NO_NUMBER("bad_field", null, text("{'code':10002,'data':{'s':'MARK','p':'NaN','t':1,'v':'1'}}")),

	UNKNOWN_CODE("unknown_code", null, text("{'code':77777,'data':{'s':'MARK'}}")),

	BINARY("binary", null, (faultScene) -> faultScene.faults().sendBinary(new byte[] { 0, 1, 2, -1 })),

	ONE_MEBIBYTE(null, null, (faultScene) -> {
		String mark = faultScene.nextMark();
		faultScene.faults().sendText(mark + " ".repeat(1024 * 1024 - mark.length()));
		faultScene.awaitMark();
	}),

	FRAGMENTS(null, null, (faultScene) -> {
		byte[] mark = faultScene.nextMark().getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream fragments = new ByteArrayOutputStream();
		for (int i = 0; i < mark.length; i++) {
			int first = ((i == 0) ? 0x01 : 0x00) | ((i == mark.length - 1) ? 0x80 : 0x00);
			fragments.writeBytes(ScriptedServer.frame(first, new byte[] { mark[i] }));
		}
		// The fragments follow at once, because another frame between them would be a
		// fault indeed.
		faultScene.faults().sendRawBytes(fragments.toByteArray());
		faultScene.awaitMark();
	}),

	SLOW_DRIP(null, null, (faultScene) -> {
		faultScene.faults().slowDrip(3_000);
		faultScene.mark();
		faultScene.awaitFlow(5);
		faultScene.faults().slowDrip(0);
	}),

	CLOCK_BACK(null, null, (faultScene) -> faultScene.relay().clock().move(Duration.ofHours(-5))),

	CLOCK_FORWARD(null, null, (faultScene) -> faultScene.relay().clock().move(Duration.ofDays(2)));

	private final @Nullable String undecodable;

	private final @Nullable String lastError;

	private final Consumer<FaultScene> inject;

	HarmlessFault(@Nullable String undecodable, @Nullable String lastError, Consumer<FaultScene> inject) {
		this.undecodable = undecodable;
		this.lastError = lastError;
		this.inject = inject;
	}

	/** The kind that the fault is counted as, if any. */
	@Nullable String undecodable() {
		return this.undecodable;
	}

	/** The code that the fault leaves as the last error, if any. */
	@Nullable String lastError() {
		return this.lastError;
	}

	/** Plays the fault, which is over when this returns. */
	void inject(FaultScene faultScene) {
		this.inject.accept(faultScene);
	}

	private static Consumer<FaultScene> text(String frame) {
		return (faultScene) -> faultScene.faults().sendText(frame.replace('\'', '"'));
	}

}
