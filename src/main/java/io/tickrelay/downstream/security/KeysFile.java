package io.tickrelay.downstream.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.tickrelay.files.FileContent;
import io.tickrelay.files.FileWatch;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * A YAML file with a list {@code keys} as in the settings, such as a mounted secret.
 * Reading it blocks.
 *
 * @param path where it is
 * @param validator checks each key
 * @param others the keys of the settings
 */
record KeysFile(Path path, Validator validator, List<ClientKey> others) {

	private static final int LARGEST_BYTES = 4 << 20;

	/**
	 * Reads the file as it is now.
	 * @return what is in it
	 */
	FileContent<List<ClientKey>> read() {
		try {
			byte[] bytes;
			try (var in = Files.newInputStream(this.path)) {
				bytes = in.readNBytes(LARGEST_BYTES + 1);
			}
			return (bytes.length > LARGEST_BYTES) ? new FileContent.Unusable<>("is larger than 4 MiB") : keys(bytes);
		}
		catch (IOException _) {
			return new FileContent.Unusable<>("can't be read");
		}
		catch (MarkedYAMLException ex) {
			// Its message would quote the file.
			return new FileContent.Unusable<>("is no YAML"
					+ ((ex.getProblemMark() != null) ? " in line " + (ex.getProblemMark().getLine() + 1) : ""));
		}
		catch (YAMLException | IllegalStateException _) {
			return new FileContent.Unusable<>("is no YAML of names and values");
		}
	}

	private FileContent<List<ClientKey>> keys(byte[] bytes) throws IOException {
		MutablePropertySources sources = new MutablePropertySources();
		for (PropertySource<?> document : new YamlPropertySourceLoader().load("keys", new ByteArrayResource(bytes))) {
			sources.addLast(document);
		}
		Binder binder = new Binder(ConfigurationPropertySources.from(sources));
		KeyEntries entries = KeyEntries.of(sources, binder);
		String unknown = entries.unknown();
		if (unknown != null) {
			return new FileContent.Unusable<>(unknown);
		}
		try {
			BindResult<List<ClientKey>> bound = binder.bind("keys", Bindable.listOf(ClientKey.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
			if (!bound.isBound()) {
				// One that is being written; an empty list would be meant.
				return new FileContent.Unusable<>("has no list named keys");
			}
			List<ClientKey> keys = bound.get();
			String fault = fault(keys, entries);
			return (fault != null) ? new FileContent.Unusable<>(fault) : new FileContent.Usable<>(keys);
		}
		catch (BindException ex) {
			// Its message would quote the value.
			return new FileContent.Unusable<>(entries.unreadable(ex.getName()));
		}
	}

	private @Nullable String fault(List<ClientKey> keys, KeyEntries entries) {
		if (keys.size() + this.others.size() > KeyRing.MOST_KEYS) {
			return "has too many keys: " + KeyRing.MOST_KEYS + " are allowed, with those of the settings";
		}
		for (int i = 0; i < keys.size(); i++) {
			Set<ConstraintViolation<ClientKey>> violations = this.validator.validate(keys.get(i));
			if (!violations.isEmpty()) {
				return "is wrong in " + entries.called(i) + ": "
						+ violations.stream()
							.map((violation) -> violation.getPropertyPath().toString().replace(".readable", "") + " "
									+ violation.getMessage())
							.sorted()
							.collect(Collectors.joining(", "));
			}
		}
		List<ClientKey> earlier = new ArrayList<>(this.others);
		for (int i = 0; i < keys.size(); i++) {
			earlier.add(keys.get(i));
			if (!ClientKey.areDifferent(earlier)) {
				return "has two keys of one name or one hash, or one that the settings have, too: see "
						+ entries.called(i);
			}
		}
		return null;
	}

	/**
	 * Watches the file.
	 * @param first the keys that were read first
	 * @param interval from one look to the next
	 * @param onChange takes the keys whenever they are others, on a thread of the watch
	 * @return the watch, until it is closed
	 */
	FileWatch<List<ClientKey>> watch(List<ClientKey> first, Duration interval, Consumer<List<ClientKey>> onChange) {
		return FileWatch.start(
				new FileWatch.Subject<>("The file of clients' keys", "keys-file", this.path, this::read, List::equals),
				first, interval, onChange);
	}

}
