/**
 * A load run that every developer can repeat with the project alone:
 * {@code ./mvnw -Pload verify}. It stands among the tests so that each build compiles it,
 * and {@code LoadIT} runs it small.
 *
 * <pre>
 * LoadRun ──▶ RelayUnderLoad        the jar in a process of its own, the simulator inside it
 *    │
 *    ├──────▶ LoadClients ──▶ LoadConnection ──▶ Framing ──▶ TickAccount ──▶ Tally
 *    │        ramp, phases    one a client       bytes to     numbers of     what all
 *    │           │                               messages     one client     clients saw
 *    │           ▼
 *    ├─ ColdStart ──▶ Storm          clients that come at once; HealthProbe asks meanwhile
 *    │                  ▲
 *    ├─ NchanResult ────┘            the same clients onto Nchan, the yardstick
 *    ▼
 * LoadReport, LatencyPlot           target/load/report.md, target/load/latency.svg
 * </pre>
 *
 * Clients, their counters and their tally belong to one {@code ClientLoop}. Clients of
 * the storms onto measured clients have another.
 */
@NullMarked
package io.tickrelay.load;

import io.tickrelay.load.client.ClientLoop;
import io.tickrelay.load.client.Framing;
import io.tickrelay.load.client.LoadConnection;
import io.tickrelay.load.client.Tally;
import io.tickrelay.load.client.TickAccount;
import org.jspecify.annotations.NullMarked;
