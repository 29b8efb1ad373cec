package io.tickrelay.upstream.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of a capture: a frame as it went over the socket.
 *
 * @param direction {@code send} or {@code recv}
 * @param raw the exact frame
 */
record CapturedFrame(String direction, String raw) {

	static final JsonMapper JSON = JsonMapper.builder().build();

	/** Frames of production, where the folder with the captures is beside the project. */
	static Stream<CapturedFrame> production() throws IOException {
		Path folder = Path.of("..", "shared", "captures");
		if (!Files.isDirectory(folder)) {
			return Stream.empty();
		}
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter((file) -> file.toString().endsWith(".jsonl"))
				.sorted()
				.toList()
				.stream()
				.flatMap(CapturedFrame::lines);
		}
	}

	/** Frames of the same shapes, written for these tests. */
	static Stream<CapturedFrame> own() throws IOException {
		try (InputStream stream = CapturedFrame.class.getResourceAsStream("frames.jsonl")) {
			if (stream == null) {
				throw new AssertionError("frames.jsonl is missing");
			}
			return of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
		}
	}

	JsonNode tree() {
		return JSON.readTree(this.raw);
	}

	private static Stream<CapturedFrame> lines(Path file) {
		try {
			return of(Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<CapturedFrame> of(String lines) {
		return lines.lines().filter((line) -> !line.isBlank()).map((line) -> {
			JsonNode entry = JSON.readTree(line);
			return new CapturedFrame(entry.path("_dir").asString(), entry.path("_raw").asString());
		});
	}

}
