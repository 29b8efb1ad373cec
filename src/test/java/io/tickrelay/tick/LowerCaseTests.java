package io.tickrelay.tick;

import java.util.Locale;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LowerCaseTests {

	@Test
	void aWordIsTheNameInLowerCaseWhateverTheMachinesLanguage() {
		Locale before = Locale.getDefault();
		// Turkish has another small letter for I.
		Locale.setDefault(Locale.of("tr"));
		try {
			assertThat(Sample.FIRST_TICK.text()).isEqualTo("first_tick");
		}
		finally {
			Locale.setDefault(before);
		}
	}

	private enum Sample implements LowerCase {

		FIRST_TICK

	}

}
