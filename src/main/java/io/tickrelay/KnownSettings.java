package io.tickrelay;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The names of all settings below {@code relay}, read from the records that hold them.
 * The records are found whether or not this relay uses them, since the simulator's
 * settings stay known where there is no simulator.
 */
final class KnownSettings {

	private static final String HOME = KnownSettings.class.getPackageName();

	private final List<SettingName> names = new ArrayList<>();

	private final List<SettingName> groups = new ArrayList<>();

	private KnownSettings() {
	}

	static KnownSettings load() {
		KnownSettings known = new KnownSettings();
		// The scanner looks at these few classes alone.
		var scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.setResourcePattern("**/*Properties.class");
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		for (BeanDefinition found : scanner.findCandidateComponents(HOME)) {
			Class<?> type = ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null);
			ConfigurationProperties settings = type.getAnnotation(ConfigurationProperties.class);
			if (settings != null) {
				known.addGroup(SettingName.of(settings.value()), type);
			}
		}
		return known;
	}

	/** All names, those of lists' entries included. */
	List<SettingName> names() {
		return this.names;
	}

	/** The names of groups, which have settings below them and are no settings. */
	List<SettingName> groups() {
		return this.groups;
	}

	private void addGroup(SettingName group, Class<?> type) {
		for (int length = 1; length <= group.elements().size(); length++) {
			this.groups.add(new SettingName(group.elements().subList(0, length)));
		}
		for (RecordComponent component : type.getRecordComponents()) {
			add(group.with(DataObjectPropertyName.toDashedForm(component.getName())), component.getGenericType());
		}
	}

	private void add(SettingName name, Type type) {
		if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
			Type[] arguments = generic.getActualTypeArguments();
			if (Map.class.isAssignableFrom(raw)) {
				this.names.add(name.with(SettingName.ANY));
			}
			else if (Collection.class.isAssignableFrom(raw)) {
				this.names.add(name);
				add(name.with(SettingName.INDEX), arguments[0]);
			}
			else {
				this.names.add(name);
			}
		}
		else if (type instanceof Class<?> plain && isGroup(plain)) {
			if (name.isEntry()) {
				this.names.add(name);
			}
			addGroup(name, plain);
		}
		else {
			this.names.add(name);
		}
	}

	/** A record that Spring can make of one text is a value. */
	private static boolean isGroup(Class<?> type) {
		return type.isRecord() && type.getPackageName().startsWith(HOME)
				&& Arrays.stream(type.getDeclaredMethods()).noneMatch((method) -> isConversion(type, method));
	}

	private static boolean isConversion(Class<?> type, Method method) {
		return Modifier.isStatic(method.getModifiers()) && List.of("of", "from", "valueOf").contains(method.getName())
				&& method.getReturnType().equals(type)
				&& Arrays.equals(method.getParameterTypes(), new Class<?>[] { String.class });
	}

}
