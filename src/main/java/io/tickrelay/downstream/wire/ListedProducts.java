package io.tickrelay.downstream.wire;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a search of the upstream's product lists has met, and how those lists are.
 *
 * @param total how many symbols there are, those left out included
 * @param rows those that are told, the best first
 * @param lists the lists that were searched, or should have been
 */
public record ListedProducts(int total, List<Row> rows, List<ProductListState> lists) {

	/**
	 * Whether there was anything to search.
	 * @return false before the first of the lists is loaded
	 */
	public boolean isLoaded() {
		return this.lists.stream().anyMatch((list) -> list.ageMs() != null);
	}

	/**
	 * One symbol.
	 *
	 * @param symbol as upstream spells it
	 * @param type the list that it stands in
	 * @param business carries it
	 * @param nameEn the English name, or null
	 * @param nameCn the name in simplified Chinese, or null
	 * @param nameHk the name in traditional Chinese, or null
	 * @param index whether it is an index
	 */
	public record Row(String symbol, String type, String business, @Nullable String nameEn, @Nullable String nameCn,
			@Nullable String nameHk, boolean index) {
	}

	/**
	 * One list.
	 *
	 * @param type the upstream's name of it
	 * @param business carries what it holds
	 * @param symbols how many it holds
	 * @param omitted how many there was no room for
	 * @param unreadable how many rows named no symbol
	 * @param ageMs how long ago it came; null where there is none yet
	 * @param error why it could not be had the last time, in a word; null where it could
	 */
	public record ProductListState(String type, String business, int symbols, int omitted, int unreadable,
			@Nullable Long ageMs, @Nullable String error) {

		String state() {
			if (this.ageMs == null) {
				return "missing";
			}
			return (this.error == null) ? "fresh" : "stale";
		}

	}

}
