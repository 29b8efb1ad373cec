package io.tickrelay.downstream.ws;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Farewell;
import io.tickrelay.downstream.contract.Outcome;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.contract.Wishes;
import io.tickrelay.downstream.session.ClientSession;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.wire.Command;
import io.tickrelay.downstream.wire.CommandId;
import io.tickrelay.downstream.wire.CommandReader;
import io.tickrelay.downstream.wire.ConnectionMessages;
import io.tickrelay.downstream.wire.WebSocketFormat;
import io.tickrelay.hub.RelayClock;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.lane.Terms;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;

/**
 * What is said on {@code /v1/ws}: a greeting, then an answer to each command. Holds
 * nothing of any client.
 */
final class WebSocketProtocol {

	private final TopicParser parser;

	private final TopicParser held;

	private final ConnectionMessages messages;

	private final WebSocketFormat format;

	private final CommandReader commands;

	private final DownstreamProperties properties;

	private final RelayClock clock;

	WebSocketProtocol(TopicParser parser, WebSocketFormat format, ConnectionMessages messages, CommandReader commands,
			DownstreamProperties properties, RelayClock clock) {
		this.parser = parser;
		this.held = parser.ofStreamsHeld();
		this.messages = messages;
		this.format = format;
		this.commands = commands;
		this.properties = properties;
		this.clock = clock;
	}

	WebSocketFormat format() {
		return this.format;
	}

	DownstreamProperties properties() {
		return this.properties;
	}

	void onOpen(ClientSession session, StreamQuery.Good query) {
		byte[] hello = this.format.text(this.messages.hello(session.id(), session.caller().entitlements(),
				this.properties.pingInterval(), query.ping() ? this.properties.pingInterval() : null));
		if (query.stats()) {
			session.measure(this.clock);
		}
		if (query.names().isEmpty()) {
			session.send(hello);
		}
		else {
			session.greet(hello);
			subscribe(session, new CommandId("subscribe", null), query.names(), query.terms());
		}
	}

	byte[] goaway(DisconnectReason reason) {
		return this.format.text(this.messages.goaway(Farewell.of(reason)));
	}

	void onText(ClientSession session, StreamQuery.Good standard, String text) {
		switch (this.commands.read(text)) {
			case Command.Subscribe(CommandId id, List<String> streams, Delivery delivery, Boolean snapshot, Long after) ->
				subscribe(session, id, streams, new Terms((delivery != null) ? delivery : standard.terms().delivery(),
						(snapshot != null) ? snapshot : standard.terms().snapshot(), after));
			case Command.Resume(CommandId id, List<String> streams, long after) -> resume(session, id, streams, after);
			case Command.ResumeAll(CommandId id, long after) ->
				resume(session, id, new Outcome(new LinkedHashSet<>(session.streams()), List.of()), after);
			case Command.Unsubscribe(CommandId id, List<String> streams) -> unsubscribe(session, id, streams);
			case Command.UnsubscribeAll(CommandId id) -> {
				List<Topic> all = session.streams();
				session.unsubscribe(all);
				ack(session, id, new Outcome(new LinkedHashSet<>(all), List.of()));
			}
			case Command.Streams(CommandId id) -> ack(session, id, new Outcome(Set.of(), List.of()));
			case Command.Ping(CommandId id) -> session.send(this.format.text(this.messages.pong(id)));
			case Command.Unreadable(CommandId id, var problem) -> {
				session.onError(problem.code());
				session.send(this.format.text(this.messages.error(id, problem)));
			}
		}
	}

	void ping(ClientSession session) {
		session.send(this.format.text(this.messages.ping(this.clock.millis())));
	}

	void report(ClientSession session) {
		session.send(this.format.text(this.messages.stats(session.id(), session.report())));
	}

	private void subscribe(ClientSession session, CommandId id, List<String> names, Terms terms) {
		session.subscribe(Wishes.of(this.parser, names), terms,
				(outcome) -> this.format.texts(this.messages.ack(id, outcome, session.streams())),
				(resumption) -> resumed(id, resumption));
	}

	private void resume(ClientSession session, CommandId id, List<String> names, long after) {
		Wishes wishes = Wishes.of(this.held, names);
		List<Rejection> rejections = new ArrayList<>(wishes.rejections());
		Set<Topic> has = new HashSet<>(session.streams());
		Set<Topic> resumed = new LinkedHashSet<>();
		for (Topic topic : wishes.topics()) {
			if (has.contains(topic)) {
				resumed.add(topic);
			}
			else {
				rejections.add(new Rejection(topic.name(), ErrorCode.BAD_REQUEST,
						"You do not have this stream: subscribe to it, with \"resumeAfter\" in the same command"));
			}
		}
		rejections.forEach((rejection) -> session.onError(rejection.code()));
		resume(session, id, new Outcome(resumed, rejections), after);
	}

	private void resume(ClientSession session, CommandId id, Outcome outcome, long after) {
		ack(session, id, outcome);
		session.resume(outcome.accepted(), after, (resumption) -> resumed(id, resumption));
	}

	private void unsubscribe(ClientSession session, CommandId id, List<String> names) {
		Wishes wishes = Wishes.of(this.held, names);
		List<Rejection> rejections = wishes.rejections();
		rejections.forEach((rejection) -> session.onError(rejection.code()));
		session.unsubscribe(wishes.topics());
		ack(session, id, new Outcome(wishes.topics(), rejections));
	}

	private byte[] resumed(CommandId id, Resumption resumption) {
		return this.format.text(this.messages.resumed(id.id(), resumption));
	}

	private void ack(ClientSession session, CommandId id, Outcome outcome) {
		session.send(this.format.texts(this.messages.ack(id, outcome, session.streams())));
	}

}
