package io.tickrelay.catalog;

import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * The state of the list of one type.
 *
 * @param type the type
 * @param business carries its products
 * @param symbols how many it holds
 * @param omitted how many there was no room for
 * @param unreadable how many rows named no symbol
 * @param ageMs the age of the list; null where there is none yet
 * @param failure why the last attempt to get it failed, in a word; null where it did not
 */
public record ListStatus(ProductType type, Business business, int symbols, int omitted, int unreadable,
		@Nullable Long ageMs, @Nullable String failure) {

	/**
	 * Whether the list is older than it should be because it can't be loaded again.
	 * @return false where there is none at all
	 */
	public boolean isStale() {
		return this.ageMs != null && this.failure != null;
	}

}
