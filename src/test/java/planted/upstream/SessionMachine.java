package planted.upstream;

import planted.upstream.machine.ReadsTheClock;

/** Uses the machine, as it may. */
public record SessionMachine(ReadsTheClock machine) {
}
