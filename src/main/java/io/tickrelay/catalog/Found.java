package io.tickrelay.catalog;

import java.util.List;

/**
 * The result of a search.
 *
 * @param total how many products match, those left out included
 * @param products the best of them, in order
 */
public record Found(int total, List<Product> products) {
}
