package io.tickrelay.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tickrelay.load.client.Arrival;
import io.tickrelay.load.client.ClientLoop;
import io.tickrelay.load.client.LoadConnection;
import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.client.Tally;
import io.tickrelay.load.machine.Target;

/**
 * The same clients' connects to nginx with nchan.
 *
 * @param arrivals connects of as many clients as the relay has, and of a storm onto those
 * @param absence why there are none; empty where there are
 */
record NchanResult(List<Arrival> arrivals, String absence) {

	// The first round warms the clients' code, and is not measured.
	private static final int ROUNDS = 2;

	/**
	 * Measures nginx where it is installed. It is a yardstick, so its errors are told but
	 * fail nothing.
	 * @param transport which way clients come
	 * @param settings how many
	 * @param bench where it runs
	 * @return the result
	 */
	static NchanResult measure(LoadTransport transport, LoadSettings settings, LoadBench bench) {
		Optional<Nchan.Installation> found = Nchan.find();
		if (found.isEmpty()) {
			return new NchanResult(List.of(), "nginx with nchan is not installed");
		}
		Path log = bench.folder().resolve("nchan-" + transport.name().toLowerCase(Locale.ROOT) + ".log");
		try (Nchan nchan = Nchan.start(found.get(), bench.cpus(), settings.clients() + settings.storm(), log);
				ClientLoop loop = new ClientLoop()) {
			return new NchanResult(rounds(transport, settings, nchan.target(transport + ", nchan"), loop), "");
		}
		catch (IOException | IllegalStateException ex) {
			return new NchanResult(List.of(), "nginx with nchan was not measured: " + ex.getMessage());
		}
	}

	private static List<Arrival> rounds(LoadTransport transport, LoadSettings settings, Target target,
			ClientLoop loop) {
		Tally tally = new Tally();
		List<Storm> storms = new ArrayList<>();
		storms.add(storm(target, settings.clients(), transport, tally, loop));
		if (settings.storm() > 0) {
			storms.add(storm(target, settings.storm(), transport, tally, loop));
		}
		List<Arrival> arrivals = List.of();
		for (int round = 0; round < ROUNDS; round++) {
			arrivals = storms.stream().map((storm) -> await(storm.come())).toList();
			storms.forEach((storm) -> await(storm.leave()));
		}
		return arrivals;
	}

	// Nchan sends no greeting, so a client is connected when its request is accepted.
	private static Storm storm(Target target, int size, LoadTransport transport, Tally tally, ClientLoop loop) {
		return new Storm(target, size, Storm.silent(transport, tally), LoadConnection::isStreaming, tally, loop);
	}

	private static <T> T await(CompletableFuture<T> outcome) {
		return ClientLoop.await(outcome, Storm.LONGEST.plus(Duration.ofSeconds(10)));
	}

}
