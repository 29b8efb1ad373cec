package io.tickrelay.downstream;

import java.time.Duration;

import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.SocketClient;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.testing.Wire;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for a client that reads slowly and whose own socket is the relay's peer. Not
 * shown over TLS: there the client was ended at times, for a reason that is not known.
 */
abstract class SlowReaderContract extends SlowContract {

	private static final int BYTES_PER_SECOND = 100_000;

	private static final Duration WRITE_TIMEOUTS = Duration.ofSeconds(4);

	private final Wire wire;

	SlowReaderContract(Wire wire) {
		super(wire);
		this.wire = wire;
	}

	@Test
	void keepsWhoeverReadsSlowlyAndShowsItWhatIsNew() {
		String symbol = silentSymbol(this.wire, "SLOWLY");
		try (StreamClient fast = connect(this.wire, symbol, "mode=all");
				SocketClient reader = slow(this.wire, port(), symbol, "mode=conflate")) {
			awaitUpstream(symbol);
			reader.readSlowly(BYTES_PER_SECOND);
			long beganNs = System.nanoTime();
			int pushed = 0;
			while (System.nanoTime() - beganNs < WRITE_TIMEOUTS.toNanos()) {
				push(Pushes.depth(symbol, ++pushed, 30));
				assertThat(fast.nextLive().number("seq")).isEqualTo(pushed);
			}
			assertThat(reader.isOpen()).as("it takes more than 1 KiB a second").isTrue();
			int last = pushed;
			reader.next((message) -> message.isTick() && message.number("seq") == last);
		}
	}

}
