package planted.upstream;

/** Impure by what it reaches. */
public record SessionMachine(ReadsTheClock forbidden) {
}
