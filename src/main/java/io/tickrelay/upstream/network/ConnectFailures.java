package io.tickrelay.upstream.network;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;

import javax.net.ssl.SSLException;

import io.netty.channel.ConnectTimeoutException;
import io.tickrelay.upstream.machine.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an exception how far an attempt to connect has come. It looks at classes
 * alone: messages could quote the URL.
 */
public final class ConnectFailures {

	/** A chain of causes may be a ring. */
	private static final int DEEPEST_CAUSE = 16;

	private ConnectFailures() {
	}

	/**
	 * What an error of a connection means.
	 * @param error what the library says
	 * @return its kind, without the error's own words
	 */
	public static Failure of(Throwable error) {
		Throwable cause = error;
		for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
			Failure known = known(cause);
			if (known != null) {
				return known;
			}
			cause = cause.getCause();
		}
		return Failure.CONNECT_FAILED;
	}

	private static @Nullable Failure known(Throwable error) {
		return switch (error) {
			case ProxyException proxy -> proxy.failure();
			case UnknownHostException _ -> Failure.DNS_FAILED;
			case SSLException _, CertificateException _ -> Failure.TLS_FAILED;
			case ConnectTimeoutException _ -> Failure.CONNECT_TIMEOUT;
			case ConnectException _, NoRouteToHostException _ -> Failure.CONNECT_REFUSED;
			default -> null;
		};
	}

}
