package planted.util;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The class is in a package of no feature, found by scanning, injected by field, with a
 * mutable static.
 */
@Component
public class Helper {

	static final AtomicLong COUNT = new AtomicLong();

	@Value("${forbidden:}")
	private String injected = "";

	String injected() {
		return this.injected;
	}

}
