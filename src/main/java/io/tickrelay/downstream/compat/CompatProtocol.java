package io.tickrelay.downstream.compat;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import io.tickrelay.downstream.compat.wire.CompatAnswers;
import io.tickrelay.downstream.compat.wire.CompatCommand;
import io.tickrelay.downstream.compat.wire.CompatError;
import io.tickrelay.downstream.compat.wire.CompatFormat;
import io.tickrelay.downstream.compat.wire.CompatReader;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.Entitlements;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.session.ClientSession;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The talk on {@code /ws}: the vendor's welcome, and the vendor's answer to each frame.
 * As there, a frame that can't be granted whole is refused whole, and what stands stays.
 * Holds nothing of any client.
 */
final class CompatProtocol {

	/** The vendor's limits of one connection. */
	static final int MOST_FRAMES_A_MINUTE = 60;

	static final int MOST_SYMBOLS = 600;

	// No last value: its push could not say that it is old.
	private static final SubscribeOptions TERMS = new SubscribeOptions(Delivery.ALL, false, null);

	private static final byte[] NOTHING = {};

	private final CompatReader reader;

	private final CompatAnswers answers;

	private final CompatFormat format;

	private final DownstreamProperties properties;

	CompatProtocol(CompatReader reader, CompatAnswers answers, CompatFormat format, DownstreamProperties properties) {
		this.reader = reader;
		this.answers = answers;
		this.format = format;
		this.properties = properties;
	}

	CompatFormat format() {
		return this.format;
	}

	DownstreamProperties properties() {
		return this.properties;
	}

	void onOpen(ClientSession session, Business business) {
		this.answers.welcome(business).forEach(session::send);
	}

	void onText(ClientSession session, Business business, String text) {
		switch (this.reader.read(business, text)) {
			case CompatCommand.Subscribe command -> subscribe(session, command);
			case CompatCommand.Unsubscribe command -> {
				session.unsubscribe(session.streams().stream().filter(command::cancels).toList());
				session.send(this.answers.ack(command.ackCode(), command.trace()));
			}
			case CompatCommand.Heartbeat heartbeat -> {
				if (heartbeat.wantsAck()) {
					session.send(this.answers.ack(heartbeat.ackCode(), heartbeat.trace()));
				}
			}
			case CompatCommand.Unreadable(String trace, CompatError error, String message) -> {
				session.onError(ErrorCode.BAD_REQUEST);
				session.send(error(session, error, trace, message));
			}
		}
	}

	/** What the vendor says before it closes. */
	byte[] lastWords(ClientSession session, DisconnectReason reason) {
		return switch (reason) {
			case COMMANDS_TOO_FAST -> error(session, CompatError.TOO_MANY_FRAMES, null,
					"Request frequency exceed the limit：" + MOST_FRAMES_A_MINUTE + " times per minute");
			case NO_HEARTBEAT -> error(session, CompatError.NO_HEARTBEAT, null, "Websocket heartbeat timeout");
			case CLIENT_GONE, QUOTA, STREAMS_FULL, SLOW_CONSUMER, NO_PONG, BAD_FRAME, GOING_AWAY, DRAINING, MAX_AGE,
					ENTITLEMENTS_CHANGED, BAD_CREDENTIALS, FORBIDDEN, CONNECTION_LIMIT ->
				NOTHING;
		};
	}

	private void subscribe(ClientSession session, CompatCommand.Subscribe command) {
		Entitlements entitlements = session.caller().entitlements();
		if (!command.topics().stream().allMatch(entitlements::allow)) {
			session.onError(ErrorCode.NOT_ENTITLED);
			session.send(error(session, CompatError.BAD_PARAMETER, command.trace(),
					"This key may not subscribe to all of these products"));
			return;
		}
		String excess = excess(session.streams(), command.topics(),
				entitlements.maxStreams(this.properties.maxStreams()));
		if (excess != null) {
			session.onError(ErrorCode.SYMBOL_LIMIT);
			session.send(error(session, CompatError.TOO_MANY_SYMBOLS, command.trace(), excess));
			return;
		}
		if (!session.subscribeAll(command.topics(), TERMS, this.answers.ack(command.ackCode(), command.trace()))) {
			session.send(error(session, CompatError.PLAN_IS_FULL, command.trace(),
					"All products quantity exceeds the limit"));
		}
	}

	private static @Nullable String excess(Collection<Topic> standing, Set<Topic> wanted, int mostStreams) {
		Set<Topic> together = new HashSet<>(standing);
		together.addAll(wanted);
		if (together.stream().map(Topic::symbol).distinct().count() > MOST_SYMBOLS) {
			return "Single WS subscribe exceeds the limit " + MOST_SYMBOLS;
		}
		return (together.size() > mostStreams) ? "Single WS subscribe exceeds the limit of " + mostStreams + " streams"
				: null;
	}

	private byte[] error(ClientSession session, CompatError error, @Nullable String trace, String message) {
		return this.answers.error(error, trace, session.id(), message);
	}

}
