/**
 * The house's rules, and proof that each would notice its violation.
 */
@NullMarked
package io.tickrelay.architecture;

import org.jspecify.annotations.NullMarked;
