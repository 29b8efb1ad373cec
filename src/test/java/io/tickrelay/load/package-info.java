/**
 * A load run that anybody can repeat with the project alone:
 * {@code ./mvnw -Pload verify}. It stands among the tests so that each build compiles it,
 * and {@code LoadIT} runs it small.
 *
 * <pre>
 * LoadRun ──▶ RelayUnderLoad        the jar in a process of its own, the simulator inside it
 *    │
 *    └──────▶ LoadClients ──▶ LoadConnection ──▶ Framing ──▶ TickAccount ──▶ Tally
 *             one event loop  one a client       bytes to     numbers of     what all
 *             ramp, phases                       messages     one client     clients saw
 *    ▼
 * LoadReport, LatencyPlot           target/load/report.md, target/load/latency.svg
 * </pre>
 *
 * All of a run's clients, accounts and its tally belong to the one event loop.
 */
@NullMarked
package io.tickrelay.load;

import org.jspecify.annotations.NullMarked;
