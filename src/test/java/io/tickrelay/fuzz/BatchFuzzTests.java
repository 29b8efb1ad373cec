package io.tickrelay.fuzz;

import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.cluster.wire.BatchReader;
import io.tickrelay.cluster.wire.BatchWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The replicated log, as another replica or anything else writes it.
 */
class BatchFuzzTests {

	@FuzzTest
	void aBatchIsReadOrRefused(byte[] input) {
		List<LogInput> read = BatchReader.read(input);
		if (read != null) {
			BatchWriter writer = new BatchWriter();
			read.forEach(writer::add);
			assertThat(BatchReader.read(writer.take())).isEqualTo(read);
		}
	}

}
