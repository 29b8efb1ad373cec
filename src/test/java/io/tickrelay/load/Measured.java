package io.tickrelay.load;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * All that a run measured of one transport.
 *
 * @param load the warm relay
 * @param cold one that had just started; null where that was not asked for
 * @param nchan the connects to compare with; null where none were measured
 */
record Measured(LoadResult load, @Nullable ColdResult cold, @Nullable NchanResult nchan) {

	List<String> failures() {
		return Stream
			.concat((this.cold != null) ? this.cold.failures().stream() : Stream.empty(), this.load.failures().stream())
			.toList();
	}

}
