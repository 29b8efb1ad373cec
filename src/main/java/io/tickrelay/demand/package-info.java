/**
 * The topics that are wanted now. Leases are counted per topic. A linger keeps a topic
 * wanted for a while after its last lease, so that a page reload costs no frame. A
 * {@link TopicStory} tells what became of a topic upstream.
 */
@NullMarked
package io.tickrelay.demand;

import org.jspecify.annotations.NullMarked;
