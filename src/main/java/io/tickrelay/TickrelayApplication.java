package io.tickrelay;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the relay.
 */
@SpringBootApplication(proxyBeanMethods = false)
public final class TickrelayApplication {

	private TickrelayApplication() {
	}

	/**
	 * Starts the relay.
	 * @param args Spring Boot's command-line arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(TickrelayApplication.class, args);
	}

}
