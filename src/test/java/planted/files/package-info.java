/**
 * Violations of the house's rules, planted to see each rule notice its own.
 */
@NullMarked
package planted.files;

import org.jspecify.annotations.NullMarked;
