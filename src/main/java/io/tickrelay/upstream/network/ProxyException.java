package io.tickrelay.upstream.network;

import java.io.IOException;

import io.tickrelay.upstream.machine.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The proxy is what stands in the way.
 */
public final class ProxyException extends IOException {

	private static final long serialVersionUID = 1L;

	private final transient Failure failure;

	ProxyException(Failure failure, @Nullable Throwable cause) {
		super(failure.meaning(), cause);
		this.failure = failure;
	}

	/** What went wrong, in words of ours. */
	Failure failure() {
		return this.failure;
	}

}
