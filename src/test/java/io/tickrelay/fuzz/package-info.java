/**
 * Input from outside, made up by a fuzzer. Each class feeds one parser and holds it to
 * its own contract. In an ordinary run its methods read their seeds alone, the resources
 * of the class's name. {@link io.tickrelay.fuzz.FuzzIT} fuzzes them.
 */
@NullMarked
package io.tickrelay.fuzz;

import org.jspecify.annotations.NullMarked;
