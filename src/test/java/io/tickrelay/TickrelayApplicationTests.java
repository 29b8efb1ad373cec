package io.tickrelay;

import java.util.Objects;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No search finds the configurations at a start, so none may be left unnamed.
 */
class TickrelayApplicationTests {

	@Test
	void namesEachConfiguration() {
		ClassPathScanningCandidateComponentProvider search = new ClassPathScanningCandidateComponentProvider(false);
		// The search leaves out what a condition forbids.
		search.setEnvironment(new MockEnvironment().withProperty("relay.upstream.mode", "simulated")
			.withProperty("relay.cluster.mode", "redis"));
		search.addIncludeFilter(new AnnotationTypeFilter(Configuration.class, false));
		Import named = Objects.requireNonNull(AnnotationUtils.findAnnotation(TickrelayApplication.class, Import.class));
		assertThat(named.value()).extracting(Class::getName)
			.containsExactlyInAnyOrderElementsOf(search.findCandidateComponents("io.tickrelay")
				.stream()
				.map(BeanDefinition::getBeanClassName)
				.toList());
	}

}
