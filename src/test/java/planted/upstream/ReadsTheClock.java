package planted.upstream;

import planted.downstream.UsesUpstream;

/** Part of the machine, because the machine uses it. */
public record ReadsTheClock(UsesUpstream alsoForbidden) {

	long now() {
		return System.nanoTime();
	}

}
