package io.tickrelay.downstream.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

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
import tools.jackson.core.JsonGenerator;

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
		return this.encoder.object((out) -> {
			out.writeStringProperty("type", "hello");
			out.writeStringProperty("connection", connection);
			out.writeNumberProperty("protocol", PROTOCOL);
			out.writeNumberProperty("keepAliveMs", keepAlive.toMillis());
			if (ping != null) {
				out.writeNumberProperty("pingMs", ping.toMillis());
			}
			out.writeBooleanProperty("simulated", this.facts.simulated());
			out.writeObjectPropertyStart("limits");
			writeLimits(out, entitlements, this.limits);
			out.writeEndObject();
		});
	}

	/**
	 * Writes the answer to the streams of an SSE request.
	 * @param subscribeResult what the client got
	 * @return a JSON object
	 */
	public byte[] subscribed(SubscribeResult subscribeResult) {
		return this.encoder.object((out) -> {
			out.writeStringProperty("type", "subscribed");
			MessageEncoder.writeNames(out, "accepted", subscribeResult.accepted());
			MessageEncoder.writeRejections(out, subscribeResult.rejections());
		});
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
					.map((part) -> this.encoder.object((out) -> writeAck(out, command, part)))
					.toList();
			}
			case BINANCE -> BinanceAnswers.acks(this.encoder, command, subscribeResult, current);
		};
	}

	private static void writeAck(JsonGenerator out, CommandId command, AckParts.Part part) {
		out.writeStringProperty("type", "ack");
		out.writeStringProperty("op", command.op());
		writeId(out, command.id());
		if (part.more()) {
			out.writeBooleanProperty("more", true);
		}
		MessageEncoder.writeNames(out, "accepted", part.accepted());
		MessageEncoder.writeRejections(out, part.rejections());
		if (part.current() != null) {
			MessageEncoder.writeNames(out, "current", part.current());
		}
	}

	/**
	 * Writes what became of a request to resume.
	 * @param id the command's id, where it had one
	 * @param resumption what became of it
	 * @return a JSON object
	 */
	public byte[] resumed(@Nullable String id, Resumption resumption) {
		return this.encoder.object((out) -> {
			out.writeStringProperty("type", "resumed");
			writeId(out, id);
			switch (resumption) {
				case Resumption.Recovered(int replayed) -> {
					out.writeBooleanProperty("recovered", true);
					out.writeNumberProperty("replayed", replayed);
				}
				case Resumption.NotRecovered(Resumption.Reason reason) -> {
					out.writeBooleanProperty("recovered", false);
					out.writeStringProperty("reason", reason.text());
				}
			}
		});
	}

	/**
	 * Writes the last message of a connection that the relay ends.
	 * @param goAway what it says
	 * @return a JSON object
	 */
	public byte[] goaway(GoAway goAway) {
		ErrorCode code = goAway.code();
		return this.encoder.object((out) -> {
			out.writeStringProperty("type", "goaway");
			out.writeStringProperty("code", code.text());
			out.writeNumberProperty("num", code.number());
			out.writeStringProperty("message", goAway.message());
			out.writeBooleanProperty("temporary", code.isTemporary());
			out.writeNumberProperty("retryMs", goAway.retryMs());
		});
	}

	/**
	 * Writes how a client fares. Times are in milliseconds with three decimals.
	 * @param connection the connection's name
	 * @param report what it got
	 * @return a JSON object
	 */
	public byte[] stats(String connection, DeliveryReport report) {
		return this.encoder.object((out) -> {
			out.writeStringProperty("type", "stats");
			out.writeStringProperty("connection", connection);
			writeQuantiles(out, "exchangeToRelayMs", report.exchangeToRelay());
			writeQuantiles(out, "relayToSocketMs", report.relayToSocket());
			out.writeNumberProperty("delivered", report.delivered());
			out.writeNumberProperty("conflated", report.conflated());
			out.writeNumberProperty("dropped", report.dropped());
			out.writeNumberProperty("replayed", report.replayed());
		});
	}

	/**
	 * Writes what shows a script that its connection stands.
	 * @param nowMs the relay's time, epoch milliseconds
	 * @return a JSON object
	 */
	public byte[] ping(long nowMs) {
		return this.encoder.object((out) -> {
			out.writeStringProperty("type", "ping");
			out.writeNumberProperty("now", nowMs);
		});
	}

	/**
	 * Writes the answer to a ping.
	 * @param command what is answered
	 * @return a JSON object
	 */
	public byte[] pong(CommandId command) {
		return this.encoder.object((out) -> {
			out.writeStringProperty("type", "pong");
			writeId(out, command.id());
		});
	}

	/**
	 * Writes what was wrong with a command, in the command's dialect.
	 * @param command what is answered
	 * @param problem what was wrong
	 * @return a JSON object
	 */
	public byte[] error(CommandId command, BadCommand problem) {
		return this.encoder.object((out) -> {
			switch (command.dialect()) {
				case RELAY -> {
					out.writeStringProperty("type", "error");
					writeId(out, command.id());
					out.writeStringProperty("code", problem.code().text());
					out.writeNumberProperty("num", problem.code().number());
					out.writeStringProperty("message", problem.message());
					out.writeBooleanProperty("temporary", problem.code().isTemporary());
				}
				case BINANCE -> BinanceAnswers.writeError(out, command.id(), problem.message());
			}
		});
	}

	private static void writeLimits(JsonGenerator out, Entitlements entitlements, Limits limits) {
		out.writeNumberProperty("streams", entitlements.maxStreams(limits.streams()));
		out.writeNumberProperty("streamsTotal", limits.streamsTotal());
		out.writeNumberProperty("connections", limits.connections());
		out.writeNumberProperty("connectionsPerAddress", limits.connectionsPerAddress());
		out.writeNumberProperty("connectionsPerCredential",
				entitlements.maxConnections(limits.connectionsPerCredential()));
		out.writeNumberProperty("connectsPerSecond", limits.connectsPerSecond());
		out.writeNumberProperty("urlBytes", limits.sizes().url());
		out.writeNumberProperty("headerBytes", limits.sizes().headers());
		out.writeNumberProperty("messageBytes", limits.sizes().message());
		out.writeNumberProperty("handshakeMs", limits.handshake().toMillis());
		if (!limits.connectionAge().isZero()) {
			out.writeNumberProperty("connectionAgeMs", limits.connectionAge().toMillis());
		}
	}

	private static void writeQuantiles(JsonGenerator out, String name, @Nullable Quantiles quantiles) {
		if (quantiles != null) {
			out.writeObjectPropertyStart(name);
			out.writeNumberProperty("p50", BigDecimal.valueOf(quantiles.p50(), MICROS_SCALE));
			out.writeNumberProperty("p99", BigDecimal.valueOf(quantiles.p99(), MICROS_SCALE));
			out.writeEndObject();
		}
	}

	private static void writeId(JsonGenerator out, @Nullable String id) {
		if (id != null) {
			out.writeName("id");
			out.writeRawValue(id);
		}
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

}
