package io.tickrelay.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.jayway.jsonpath.JsonPath;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import org.yaml.snakeyaml.Yaml;

/**
 * The chart in a folder of the test's own, so that a test may change its files.
 */
record Chart(Path folder) {

	private static final Path SOURCE = Path.of("helm");

	static Chart copyInto(Path folder) {
		try (Stream<Path> files = Files.walk(SOURCE)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path copy = folder.resolve(SOURCE.relativize(file).toString());
				Files.createDirectories(copy.resolveSibling("."));
				Files.copy(file, copy);
			}
			return new Chart(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Renders the chart as release {@code ticks}.
	 * @param values YAML that is laid over the chart's own values
	 * @return what Helm would send to the cluster
	 */
	Manifests render(String values) {
		try {
			Path file = Files.writeString(this.folder.resolveSibling("values-of-the-test.yaml"), values);
			String text = new Helm(this.folder).template()
				.withName("ticks")
				.withNamespace("market")
				.withKubeVersion("1.34.0")
				.withValuesFile(file)
				.call();
			return new Manifests(text, documents(text));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Lints the chart, whose warnings count as failures.
	 * @param values YAML whose sections replace those of the chart's own values
	 * @return what Helm says of it
	 */
	LintResult lint(String values) {
		try {
			Path file = this.folder.resolve("values.yaml");
			Map<String, Object> merged = new LinkedHashMap<>(
					new Yaml().<Map<String, Object>>load(Files.readString(file)));
			merged.putAll(new Yaml().<Map<String, Object>>load(values));
			Files.writeString(file, new Yaml().dump(merged));
			return new Helm(this.folder).lint().strict().call();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Object> documents(String text) {
		return StreamSupport.stream(new Yaml().loadAll(text).spliterator(), false)
			.filter((document) -> document != null)
			.toList();
	}

	/**
	 * What was rendered, as text and parsed.
	 */
	record Manifests(String text, List<Object> documents) {

		List<String> kinds() {
			return this.documents.stream().map((document) -> JsonPath.<String>read(document, "$.kind")).toList();
		}

		Object at(String kind, String path) {
			return JsonPath.read(document(kind), path);
		}

		Map<String, Object> map(String kind, String path) {
			return JsonPath.read(document(kind), path);
		}

		List<Map<String, Object>> maps(String kind, String path) {
			return JsonPath.read(document(kind), path);
		}

		private Object document(String kind) {
			return this.documents.stream()
				.filter((document) -> kind.equals(JsonPath.read(document, "$.kind")))
				.findFirst()
				.orElseThrow(() -> new AssertionError("No " + kind + " among " + kinds()));
		}

	}

}
