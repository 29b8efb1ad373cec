package io.tickrelay.catalog;

import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * How the list of one type is now.
 *
 * @param type the type
 * @param business carries its products
 * @param symbols how many it holds
 * @param omitted how many there was no room for
 * @param unreadable how many rows named no symbol
 * @param ageMs how long ago it came; null where there is none yet
 * @param failure why the last attempt to get it failed, in a word; null where it did not
 */
public record ListStatus(ProductType type, Business business, int symbols, int omitted, int unreadable,
		@Nullable Long ageMs, @Nullable String failure) {

	/**
	 * Whether it is older than it should be because it can't be had anew.
	 * @return false where there is none at all
	 */
	public boolean isStale() {
		return this.ageMs != null && this.failure != null;
	}

}
