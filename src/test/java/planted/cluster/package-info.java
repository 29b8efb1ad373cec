/**
 * Violations of the house's rules, planted to see each rule notice its own.
 */
@NullMarked
package planted.cluster;

import org.jspecify.annotations.NullMarked;
