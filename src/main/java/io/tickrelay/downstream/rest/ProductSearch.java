package io.tickrelay.downstream.rest;

import java.util.Set;

import io.tickrelay.downstream.wire.ListedProducts;
import org.jspecify.annotations.Nullable;

/**
 * The upstream's product lists, as a search. Answers from memory, on any thread.
 */
public interface ProductSearch {

	/**
	 * Whether lists are loaded at all.
	 * @return false where that is switched off, or there is no source of lists
	 */
	boolean isOn();

	/**
	 * Every type of products that the upstream knows.
	 * @return in the upstream's spelling
	 */
	Set<String> types();

	/**
	 * The types that this relay serves.
	 * @return those of them whose business it serves
	 */
	Set<String> servedTypes();

	/**
	 * Searches symbols and names, whatever their case.
	 * @param type only this one of the served types, or null for all
	 * @param text what to look for; empty for all there is
	 * @param limit the most to tell
	 * @return the best of what there is
	 */
	ListedProducts find(@Nullable String type, String text, int limit);

}
