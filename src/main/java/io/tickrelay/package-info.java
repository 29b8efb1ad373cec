/**
 * The application, and the wiring of what knows no Spring.
 *
 * <p>
 * The two sides never see each other, and neither sees the catalog. What
 * {@code /v1/explain} has to know of a session goes through {@link SessionStories}.
 * {@link UpstreamProducts} brings the catalog its lists, and {@link CatalogProducts}
 * shows them to {@code /v1/symbols}.
 */
@NullMarked
package io.tickrelay;

import org.jspecify.annotations.NullMarked;
