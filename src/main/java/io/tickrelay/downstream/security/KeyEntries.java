package io.tickrelay.downstream.security;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tickrelay.downstream.contract.Entitlements;
import io.tickrelay.downstream.contract.NearNames;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * The entries of a keys' file by the names of their fields, for operators who have to
 * find a fault in it. A field is told and never what stands in it, but for the entry's
 * name.
 *
 * @param fields the full name of each field that the file has
 * @param binder reads entries' names
 */
record KeyEntries(Set<String> fields, Binder binder) {

	private static final Pattern FIELD = Pattern.compile("keys\\[(\\d+)]\\.?([^\\[]*).*");

	private static final Pattern TELLABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final List<String> KNOWN = names(ClientKey.class, "");

	private static final List<String> ENTITLEMENTS = names(Entitlements.class, "entitlements.");

	private static final String LIST = "keys";

	static KeyEntries of(MutablePropertySources sources, Binder binder) {
		Set<String> fields = new TreeSet<>();
		for (PropertySource<?> source : sources) {
			if (source instanceof EnumerablePropertySource<?> document) {
				fields.addAll(Arrays.asList(document.getPropertyNames()));
			}
		}
		return new KeyEntries(fields, binder);
	}

	/** What a field is called that no entry has; null where there is none. */
	@Nullable String unknown() {
		for (String field : this.fields) {
			Matcher form = FIELD.matcher(field);
			String fault = form.matches() ? unknown(form.group(2), Integer.parseInt(form.group(1))) : null;
			if (fault != null) {
				return fault;
			}
			String top = field.replaceFirst("[.\\[].*", "");
			if (!top.equals(LIST) && NearNames.distance(NearNames.bare(top), LIST) <= 2) {
				return "has " + tellable(top) + " where keys is meant";
			}
		}
		return null;
	}

	/** What is wrong where a value can't be read. */
	String unreadable(ConfigurationPropertyName name) {
		Matcher form = FIELD.matcher(name.toString());
		if (!form.matches() || form.group(2).isEmpty()) {
			return "has something at " + name + " that can't be read there";
		}
		return "is wrong in " + called(Integer.parseInt(form.group(1))) + ": "
				+ name.toString().substring(form.start(2)) + " can't be read";
	}

	/** How an entry is told from others. */
	String called(int number) {
		String name;
		try {
			name = this.binder.bind(LIST + "[" + number + "].name", String.class).orElse("");
		}
		catch (RuntimeException _) {
			// The name itself may be what can't be read.
			name = "";
		}
		return LIST + "[" + number + "]" + (TELLABLE.matcher(name).matches() ? " (" + name + ")" : "");
	}

	private @Nullable String unknown(String field, int number) {
		boolean known = field.isEmpty() || KNOWN.stream().anyMatch((one) -> isSame(one, field))
				|| ENTITLEMENTS.stream().anyMatch((one) -> isSame(one, field));
		if (known) {
			return null;
		}
		List<String> meant = field.startsWith("entitlements.") ? ENTITLEMENTS : KNOWN;
		return "is wrong in " + called(number) + ": there is no field " + tellable(field) + "; the nearest is "
				+ NearNames.nearest(field, meant);
	}

	private static boolean isSame(String known, String typed) {
		return NearNames.bare(known).equals(NearNames.bare(typed)) && known.contains(".") == typed.contains(".");
	}

	private static String tellable(String name) {
		return TELLABLE.matcher(name).matches() ? name : "with a strange name";
	}

	private static List<String> names(Class<?> type, String prefix) {
		return Arrays.stream(type.getRecordComponents())
			.map((component) -> prefix + DataObjectPropertyName.toDashedForm(component.getName()))
			.toList();
	}

}
