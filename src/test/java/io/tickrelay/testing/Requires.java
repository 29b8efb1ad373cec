package io.tickrelay.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Names the programs without which a test can't run. Where one lacks, the test is left
 * out and the build's end says so with the reason; with the system property
 * {@code tickrelay.tests.complete=true} it fails instead, so that nothing goes untested
 * unnoticed.
 */
@Documented
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCondition.class)
public @interface Requires {

	/**
	 * The programs, all of which must be there.
	 * @return the programs
	 */
	Program[] value();

}
