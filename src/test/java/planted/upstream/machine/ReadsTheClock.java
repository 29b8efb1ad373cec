package planted.upstream.machine;

import planted.downstream.UsesUpstream;
import planted.upstream.SessionMachine;

/** The class is of the machine's package, and in a circle with the shell. */
public record ReadsTheClock(UsesUpstream alsoForbidden, SessionMachine shell) {

	long now() {
		return System.nanoTime();
	}

}
