/**
 * The application, and the wiring of what knows no Spring.
 *
 * <p>
 * The two sides never see each other. The upstream's side tells the clients' side of a
 * topic through {@link io.tickrelay.demand.TopicStories}, and brings the catalog its
 * lists.
 */
@NullMarked
package io.tickrelay;

import org.jspecify.annotations.NullMarked;
