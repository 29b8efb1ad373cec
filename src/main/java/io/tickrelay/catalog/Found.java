package io.tickrelay.catalog;

import java.util.List;

/**
 * What a search has met.
 *
 * @param total how many there are, those left out included
 * @param products the best of them, in order
 */
public record Found(int total, List<Product> products) {
}
