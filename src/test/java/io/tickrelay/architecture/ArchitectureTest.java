package io.tickrelay.architecture;

import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * Holds the project to its rules, and each rule to a violation planted for it.
 */
class ArchitectureTest {

	private static final JavaClasses PROJECT = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.tickrelay");

	private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("planted");

	@TestFactory
	Stream<DynamicTest> theProjectKeepsEveryRule() {
		return new HouseRules("io.tickrelay", 30).all()
			.entrySet()
			.stream()
			.map((rule) -> dynamicTest(rule.getKey(), () -> rule.getValue().check(PROJECT)));
	}

	@TestFactory
	Stream<DynamicTest> everyRuleNoticesItsViolation() {
		return new HouseRules("planted", 3).all()
			.entrySet()
			.stream()
			.map((rule) -> dynamicTest(rule.getKey(), () -> assertThat(isBroken(rule.getValue())).isTrue()));
	}

	private static boolean isBroken(ArchRule rule) {
		return rule.evaluate(PLANTED).hasViolation();
	}

}
