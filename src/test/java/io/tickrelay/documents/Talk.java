package io.tickrelay.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * What may be said on one channel of the AsyncAPI document.
 *
 * @param channel its name there
 */
record Talk(String channel) {

	/**
	 * The commands that a client may send, whatever the channel, with each of their
	 * examples.
	 */
	static List<Command> commands() {
		List<Command> commands = new ArrayList<>();
		Document.ASYNCAPI.at("/operations").forEach((operation) -> {
			if (operation.path("action").stringValue().equals("receive")) {
				names(operation.path("messages")).forEach((message) -> {
					Talk talk = new Talk(last(operation.path("channel")));
					List<String> replies = names(operation.at("/reply/messages")).toList();
					talk.message(message)
						.path("examples")
						.forEach((example) -> commands
							.add(new Command(talk, message, example.path("payload"), replies)));
				});
			}
		});
		return commands;
	}

	/** The messages that the relay sends. */
	TreeSet<String> sent() {
		TreeSet<String> sent = new TreeSet<>();
		Document.ASYNCAPI.at("/operations").forEach((operation) -> {
			if (last(operation.path("channel")).equals(this.channel)) {
				boolean sends = operation.path("action").stringValue().equals("send");
				names(sends ? operation.path("messages") : operation.at("/reply/messages")).forEach(sent::add);
			}
		});
		return sent;
	}

	/** Which of the messages that the relay sends a message is. */
	List<String> kindsOf(JsonNode message) {
		return sent().stream().filter((name) -> faults(name, message).isEmpty()).toList();
	}

	/** What keeps a message from being of a kind. */
	List<String> faults(String name, JsonNode message) {
		return Document.ASYNCAPI.faults(message(name).path("payload"), message);
	}

	/** What the document says of a message. */
	JsonNode message(String name) {
		return Document.ASYNCAPI.resolve(Document.ASYNCAPI.at("/channels/" + this.channel + "/messages/" + name));
	}

	private static Stream<String> names(JsonNode references) {
		return references.valueStream().map(Talk::last);
	}

	private static String last(JsonNode reference) {
		return reference.path("$ref").stringValue().replaceAll(".*/", "");
	}

	/**
	 * A command.
	 *
	 * @param talk where it is sent
	 * @param message its name
	 * @param example one as it may be
	 * @param replies what answers it: the first where it can be read, the last where not;
	 * none where it is not answered
	 */
	record Command(Talk talk, String message, JsonNode example, List<String> replies) {

		/** The places of what it needs beside its name. */
		List<String> needs() {
			JsonNode schema = Document.ASYNCAPI.resolve(this.talk.message(this.message).path("payload"));
			Stream<String> top = Stream.concat(Stream.of(schema), schema.path("oneOf").valueStream())
				.flatMap((part) -> part.path("required").valueStream().map((name) -> "/" + name.stringValue()));
			Stream<String> inner = schema.at("/properties/data/required")
				.valueStream()
				.map((name) -> "/data/" + name.stringValue());
			return Stream.concat(top, inner)
				.filter((place) -> !List.of("/op", "/method", "/ack").contains(place))
				.filter((place) -> !this.example.at(place).isMissingNode())
				.toList();
		}

	}

}
