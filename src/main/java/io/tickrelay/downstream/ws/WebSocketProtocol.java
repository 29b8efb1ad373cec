package io.tickrelay.downstream.ws;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.GoAway;
import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.contract.RequestedStreams;
import io.tickrelay.downstream.session.ClientSession;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.wire.Command;
import io.tickrelay.downstream.wire.CommandId;
import io.tickrelay.downstream.wire.CommandReader;
import io.tickrelay.downstream.wire.ConnectionMessages;
import io.tickrelay.downstream.wire.WebSocketFormat;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;

/**
 * The talk on {@code /v1/ws}: a greeting, then an answer to each command. Holds nothing
 * of any client.
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
		return this.format.text(this.messages.goaway(GoAway.of(reason)));
	}

	void onText(ClientSession session, StreamQuery.Good standard, String text) {
		switch (this.commands.read(text)) {
			case Command.Subscribe(CommandId id, List<String> streams, Delivery delivery, Boolean snapshot, Long after) ->
				subscribe(session, id, streams,
						new SubscribeOptions((delivery != null) ? delivery : standard.terms().delivery(),
								(snapshot != null) ? snapshot : standard.terms().snapshot(), after));
			case Command.Resume(CommandId id, List<String> streams, long after) -> resume(session, id, streams, after);
			case Command.ResumeAll(CommandId id, long after) ->
				resume(session, id, new SubscribeResult(new LinkedHashSet<>(session.streams()), List.of()), after);
			case Command.Unsubscribe(CommandId id, List<String> streams) -> unsubscribe(session, id, streams);
			case Command.UnsubscribeAll(CommandId id) -> {
				List<Topic> all = session.streams();
				session.unsubscribe(all);
				ack(session, id, new SubscribeResult(new LinkedHashSet<>(all), List.of()));
			}
			case Command.Streams(CommandId id) -> ack(session, id, new SubscribeResult(Set.of(), List.of()));
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

	private void subscribe(ClientSession session, CommandId id, List<String> names, SubscribeOptions subscribeOptions) {
		session.subscribe(RequestedStreams.of(this.parser, names), subscribeOptions,
				(subscribeResult) -> this.format.texts(this.messages.ack(id, subscribeResult, session.streams())),
				(resumption) -> resumed(id, resumption));
	}

	private void resume(ClientSession session, CommandId id, List<String> names, long after) {
		RequestedStreams requestedStreams = RequestedStreams.of(this.held, names);
		List<Rejection> rejections = new ArrayList<>(requestedStreams.rejections());
		Set<Topic> has = new HashSet<>(session.streams());
		Set<Topic> resumed = new LinkedHashSet<>();
		for (Topic topic : requestedStreams.topics()) {
			if (has.contains(topic)) {
				resumed.add(topic);
			}
			else {
				rejections.add(new Rejection(topic.name(), ErrorCode.BAD_REQUEST,
						"You do not have this stream: subscribe to it, with \"resumeAfter\" in the same command"));
			}
		}
		rejections.forEach((rejection) -> session.onError(rejection.code()));
		resume(session, id, new SubscribeResult(resumed, rejections), after);
	}

	private void resume(ClientSession session, CommandId id, SubscribeResult subscribeResult, long after) {
		ack(session, id, subscribeResult);
		session.resume(subscribeResult.accepted(), after, (resumption) -> resumed(id, resumption));
	}

	private void unsubscribe(ClientSession session, CommandId id, List<String> names) {
		RequestedStreams requestedStreams = RequestedStreams.of(this.held, names);
		List<Rejection> rejections = requestedStreams.rejections();
		rejections.forEach((rejection) -> session.onError(rejection.code()));
		session.unsubscribe(requestedStreams.topics());
		ack(session, id, new SubscribeResult(requestedStreams.topics(), rejections));
	}

	private byte[] resumed(CommandId id, Resumption resumption) {
		return this.format.text(this.messages.resumed(id.id(), resumption));
	}

	private void ack(ClientSession session, CommandId id, SubscribeResult subscribeResult) {
		session.send(this.format.texts(this.messages.ack(id, subscribeResult, session.streams())));
	}

}
