package io.tickrelay.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.RequestedStreams;
import io.tickrelay.downstream.wire.Command;
import io.tickrelay.downstream.wire.CommandReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages of WebSocket clients, up to the answer that they get.
 */
class CommandFuzzTests {

	private static final int LONGEST_ID = 64;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final CommandReader reader = new CommandReader();

	@FuzzTest
	void aCommandIsAnsweredUnderItsId(byte[] input) {
		String text = new String(input, StandardCharsets.UTF_8);
		Command command = this.reader.read(text);
		checkId(command.id().id());
		JsonNode answer = switch (command) {
			case Command.Subscribe(var id, var streams, var _, var _, var _) ->
				Relay.object(Relay.CONNECTION.ack(id, outcome(streams), List.of()).getLast());
			case Command.Unsubscribe(var id, var streams) ->
				Relay.object(Relay.CONNECTION.ack(id, outcome(streams), List.of()).getLast());
			case Command.Resume(var id, var streams, var _) ->
				Relay.object(Relay.CONNECTION.ack(id, outcome(streams), List.of()).getLast());
			case Command.ResumeAll(var id, var _) ->
				Relay.object(Relay.CONNECTION.ack(id, outcome(List.of()), List.of()).getLast());
			case Command.UnsubscribeAll(var id) ->
				Relay.object(Relay.CONNECTION.ack(id, outcome(List.of()), List.of()).getLast());
			case Command.Streams(var id) ->
				Relay.object(Relay.CONNECTION.ack(id, outcome(List.of()), List.of()).getLast());
			case Command.Ping(var id) -> Relay.object(Relay.CONNECTION.pong(id));
			case Command.Unreadable(var id, var problem) -> {
				assertThat(problem.code()).isEqualTo(ErrorCode.BAD_REQUEST);
				yield Relay.object(Relay.CONNECTION.error(id, problem));
			}
		};
		if (!(command instanceof Command.Unreadable)) {
			assertThat(answer.path("id")).isEqualTo(withoutNull(JSON.readTree(text).path("id")));
		}
	}

	private static void checkId(@Nullable String id) {
		if (id != null) {
			assertThat(id).hasSizeLessThanOrEqualTo(LONGEST_ID);
			JsonNode value = JSON.readTree(id);
			assertThat(value.isNumber() || value.isString()).isTrue();
		}
	}

	private static JsonNode withoutNull(JsonNode id) {
		return id.isNull() ? JSON.createObjectNode().path("id") : id;
	}

	private static SubscribeResult outcome(Collection<String> streams) {
		assertThat(streams).noneMatch(String::isBlank);
		RequestedStreams requestedStreams = RequestedStreams.of(Relay.TOPICS, streams);
		assertThat(requestedStreams.isEmpty()).isEqualTo(streams.isEmpty());
		assertThat(requestedStreams.topics().size() + requestedStreams.rejections().size())
			.isLessThanOrEqualTo(streams.size());
		return new SubscribeResult(requestedStreams.topics(), requestedStreams.rejections());
	}

}
