package io.tickrelay;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the relay.
 */
@SpringBootApplication(proxyBeanMethods = false)
public final class TickrelayApplication {

	/** The build sets this system property where Maven runs the relay. */
	private static final String RUN_BY_MAVEN = "tickrelay.run-by-maven";

	private TickrelayApplication() {
	}

	/**
	 * Starts the relay.
	 * @param args Spring Boot's command-line arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(TickrelayApplication.class, args);
		if (Boolean.getBoolean(RUN_BY_MAVEN)) {
			// A JVM that a signal ends reports 143, which Maven takes for a failure.
			// Added after the start, so a
			// failed start keeps its status. The handler runs once the application has
			// been closed.
			SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
		}
	}

}
