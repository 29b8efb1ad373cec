package io.tickrelay.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RequiresTest {

	private static final List<String> NO_BROWSER = List.of("needs a browser: apt-get install browser");

	@Test
	void leavesATestOutAndNotesWhy(@TempDir Path folder) throws IOException {
		Path leftOut = folder.resolve("target/left-out.txt");
		ConditionEvaluationResult page = RequiresCondition.decide("PageIT", NO_BROWSER, false, leftOut.toString());
		RequiresCondition.decide("ProxyIT", List.of("needs nginx", "needs Redis"), false, leftOut.toString());
		assertThat(page.isDisabled()).isTrue();
		assertThat(page.getReason()).hasValue("needs a browser: apt-get install browser");
		assertThat(Files.readAllLines(leftOut)).containsExactly("PageIT needs a browser: apt-get install browser",
				"ProxyIT needs nginx; needs Redis");
	}

	@Test
	void failsATestWhereTheRunMustBeComplete(@TempDir Path folder) {
		Path leftOut = folder.resolve("left-out.txt");
		assertThatIllegalStateException()
			.isThrownBy(() -> RequiresCondition.decide("PageIT", NO_BROWSER, true, leftOut.toString()))
			.withMessageStartingWith("PageIT needs a browser: apt-get install browser.");
		assertThat(leftOut).doesNotExist();
	}

	@Test
	void runsATestWhoseProgramsAreThere() {
		assertThat(RequiresCondition.decide("PageIT", List.of(), true, null).isDisabled()).isFalse();
	}

}
