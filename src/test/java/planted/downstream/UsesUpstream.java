package planted.downstream;

import org.jspecify.annotations.Nullable;
import planted.upstream.SessionMachine;

/** The two sides must not see each other. */
public record UsesUpstream(@Nullable SessionMachine forbidden) {
}
