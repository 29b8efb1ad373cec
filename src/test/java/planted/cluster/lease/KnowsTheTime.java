package planted.cluster.lease;

import java.time.Instant;

record KnowsTheTime(Instant forbidden) {
}
