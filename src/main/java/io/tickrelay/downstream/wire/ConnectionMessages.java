package io.tickrelay.downstream.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.tickrelay.downstream.contract.Entitlements;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.GoAway;
import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.RelayMode;
import io.tickrelay.downstream.contract.Sizes;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.outbox.DeliveryReport;
import io.tickrelay.hub.outbox.Quantiles;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of one connection: its greeting, answers to its commands, its
 * farewell. Safe for any thread.
 */
public final class ConnectionMessages {

	// A microsecond's place in a number of milliseconds.
	private static final int MICROS_SCALE = 3;

	/**
	 * With more streams than that an answer does not repeat them all, unless asked to.
	 */
	private static final int MOST_CURRENT = 100;

	/** The version of these messages. */
	public static final int PROTOCOL = 1;

	private final MessageEncoder encoder;

	private final RelayMode facts;

	private final Limits limits;

	/**
	 * Creates the messages.
	 * @param encoder shares its JSON
	 * @param facts what every client is told
	 * @param limits what every client must stay within
	 */
	public ConnectionMessages(MessageEncoder encoder, RelayMode facts, Limits limits) {
		this.encoder = encoder;
		this.facts = facts;
		this.limits = limits;
	}

	/**
	 * Writes the first message of a connection.
	 * @param connection the connection's name
	 * @param entitlements what the client may do; its limits are told
	 * @param keepAlive the longest silence to expect
	 * @param ping the longest time between two pings; null where none were asked for
	 * @return a JSON object
	 */
	public byte[] hello(String connection, Entitlements entitlements, Duration keepAlive, @Nullable Duration ping) {
		return this.encoder.write(new Hello("hello", connection, PROTOCOL, keepAlive.toMillis(),
				(ping != null) ? ping.toMillis() : null, this.facts.simulated(), limitsOf(entitlements)));
	}

	/**
	 * Writes the answer to the streams of an SSE request.
	 * @param subscribeResult what the client got
	 * @return a JSON object
	 */
	public byte[] subscribed(SubscribeResult subscribeResult) {
		return this.encoder.write(new Subscribed("subscribed", MessageEncoder.names(subscribeResult.accepted()),
				Rejected.of(subscribeResult.rejections())));
	}

	/**
	 * Writes the answer to a command, in the command's dialect. A long one is divided, so
	 * that none of its messages passes 32 KiB.
	 * @param command what is answered
	 * @param subscribeResult what the client got
	 * @param current what it has now; told where it is asked for or short
	 * @return JSON objects, one at least
	 */
	public List<byte[]> ack(CommandId command, SubscribeResult subscribeResult, Collection<Topic> current) {
		return switch (command.dialect()) {
			case RELAY -> {
				boolean told = command.op().equals(Command.LIST) || current.size() <= MOST_CURRENT;
				yield AckParts.of(subscribeResult, told ? current : null)
					.stream()
					.map((part) -> this.encoder.write(ack(command, part)))
					.toList();
			}
			case BINANCE -> BinanceAnswers.acks(this.encoder, command, subscribeResult, current);
		};
	}

	private static Ack ack(CommandId command, AckParts.Part part) {
		return new Ack("ack", command.op(), command.id(), part.more() ? true : null,
				MessageEncoder.names(part.accepted()), Rejected.of(part.rejections()),
				(part.current() != null) ? MessageEncoder.names(part.current()) : null);
	}

	/**
	 * Writes what became of a request to resume.
	 * @param id the command's id, where it had one
	 * @param resumption what became of it
	 * @return a JSON object
	 */
	public byte[] resumed(@Nullable String id, Resumption resumption) {
		return this.encoder.write(switch (resumption) {
			case Resumption.Recovered(int replayed) -> new Resumed("resumed", id, true, replayed, null);
			case Resumption.NotRecovered(var reason) -> new Resumed("resumed", id, false, null, reason.text());
		});
	}

	/**
	 * Writes the last message of a connection that the relay ends.
	 * @param goAway what it says
	 * @return a JSON object
	 */
	public byte[] goaway(GoAway goAway) {
		ErrorCode code = goAway.code();
		return this.encoder.write(new Parting("goaway", code.text(), code.number(), goAway.message(),
				code.isTemporary(), goAway.retryMs()));
	}

	/**
	 * Writes how a client fares. Times are in milliseconds with three decimals.
	 * @param connection the connection's name
	 * @param report what it got
	 * @return a JSON object
	 */
	public byte[] stats(String connection, DeliveryReport report) {
		return this.encoder
			.write(new Stats("stats", connection, millis(report.exchangeToRelay()), millis(report.relayToSocket()),
					report.delivered(), report.conflated(), report.dropped(), report.replayed()));
	}

	/**
	 * Writes what shows a script that its connection stands.
	 * @param nowMs the relay's time, epoch milliseconds
	 * @return a JSON object
	 */
	public byte[] ping(long nowMs) {
		return this.encoder.write(new Ping("ping", nowMs));
	}

	/**
	 * Writes the answer to a ping.
	 * @param command what is answered
	 * @return a JSON object
	 */
	public byte[] pong(CommandId command) {
		return this.encoder.write(new Pong("pong", command.id()));
	}

	/**
	 * Writes what was wrong with a command, in the command's dialect.
	 * @param command what is answered
	 * @param problem what was wrong
	 * @return a JSON object
	 */
	public byte[] error(CommandId command, BadCommand problem) {
		ErrorCode code = problem.code();
		return this.encoder.write(switch (command.dialect()) {
			case RELAY -> new CommandError("error", command.id(), code.text(), code.number(), problem.message(),
					code.isTemporary());
			case BINANCE -> BinanceAnswers.error(command.id(), problem.message());
		});
	}

	private ToldLimits limitsOf(Entitlements entitlements) {
		Limits all = this.limits;
		return new ToldLimits(entitlements.maxStreams(all.streams()), all.streamsTotal(), all.connections(),
				all.connectionsPerAddress(), entitlements.maxConnections(all.connectionsPerCredential()),
				all.connectsPerSecond(), all.sizes().url(), all.sizes().headers(), all.sizes().message(),
				all.handshake().toMillis(), all.connectionAge().isZero() ? null : all.connectionAge().toMillis());
	}

	private static @Nullable Millis millis(@Nullable Quantiles micros) {
		return (micros != null) ? new Millis(BigDecimal.valueOf(micros.p50(), MICROS_SCALE),
				BigDecimal.valueOf(micros.p99(), MICROS_SCALE)) : null;
	}

	/**
	 * What clients must stay within.
	 *
	 * @param streams the most streams of one connection
	 * @param streamsTotal the most streams of all connections together
	 * @param connections the most connections in all
	 * @param connectionsPerAddress the most connections of one address
	 * @param connectionsPerCredential the most connections with one credential
	 * @param connectsPerSecond how many may come a second, of all clients
	 * @param sizes how large what a client sends may be
	 * @param handshake within which a request must be there
	 * @param connectionAge after which a client has to come anew; zero for never
	 */
	public record Limits(int streams, long streamsTotal, int connections, int connectionsPerAddress,
			int connectionsPerCredential, int connectsPerSecond, Sizes sizes, Duration handshake,
			Duration connectionAge) {
	}

	private record Hello(String type, String connection, int protocol, long keepAliveMs, @Nullable Long pingMs,
			boolean simulated, ToldLimits limits) {
	}

	private record ToldLimits(int streams, long streamsTotal, int connections, int connectionsPerAddress,
			int connectionsPerCredential, int connectsPerSecond, long urlBytes, long headerBytes, long messageBytes,
			long handshakeMs, @Nullable Long connectionAgeMs) {
	}

	private record Subscribed(String type, List<String> accepted, List<Rejected> rejected) {
	}

	private record Ack(String type, String op, @JsonRawValue @Nullable String id, @Nullable Boolean more,
			List<String> accepted, List<Rejected> rejected, @Nullable List<String> current) {
	}

	private record Resumed(String type, @JsonRawValue @Nullable String id, boolean recovered,
			@Nullable Integer replayed, @Nullable String reason) {
	}

	private record Parting(String type, String code, int num, String message, boolean temporary, long retryMs) {
	}

	private record Stats(String type, String connection, @Nullable Millis exchangeToRelayMs,
			@Nullable Millis relayToSocketMs, long delivered, long conflated, long dropped, long replayed) {
	}

	private record Millis(BigDecimal p50, BigDecimal p99) {
	}

	private record Ping(String type, long now) {
	}

	private record Pong(String type, @JsonRawValue @Nullable String id) {
	}

	private record CommandError(String type, @JsonRawValue @Nullable String id, String code, int num, String message,
			boolean temporary) {
	}

}
