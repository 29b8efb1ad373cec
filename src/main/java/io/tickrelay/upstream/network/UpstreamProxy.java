package io.tickrelay.upstream.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP proxy on the way to the upstream, and the credentials that it wants. Cannot be
 * printed by accident. Safe for any thread.
 */
public final class UpstreamProxy {

	private static final Logger log = LoggerFactory.getLogger(UpstreamProxy.class);

	private final ProxyProperties properties;

	private final InetSocketAddress address;

	// Read by the loops, written by the thread that reads the file.
	private volatile ProxyPassword password;

	private UpstreamProxy(ProxyProperties properties, String host, ProxyPassword password) {
		this.properties = properties;
		this.address = isLiteral(host) ? new InetSocketAddress(host, properties.port())
				: InetSocketAddress.createUnresolved(host, properties.port());
		this.password = password;
	}

	/**
	 * Takes the settings. Reading the password's file blocks.
	 * @param properties the settings
	 * @return the proxy; null where there is none
	 * @throws IllegalArgumentException where the password's file is of no use, in a
	 * sentence that can be told
	 */
	public static @Nullable UpstreamProxy of(ProxyProperties properties) {
		String host = properties.host();
		if (host == null || host.isEmpty()) {
			return null;
		}
		Path file = properties.passwordFile();
		ProxyPassword password = (file != null) ? read(file) : properties.password();
		if (file != null && password == null) {
			throw new IllegalArgumentException(
					"The file of relay.upstream.proxy.password-file, " + file + ", can't be read or is no text.");
		}
		log.atInfo()
			.addKeyValue("host", host)
			.addKeyValue("port", properties.port())
			.log("The upstream is reached through a proxy");
		return new UpstreamProxy(properties, host, (password != null) ? password : ProxyPassword.of(""));
	}

	/** Where the proxy is; unresolved where it has a name. */
	InetSocketAddress address() {
		return this.address;
	}

	/** Whether it stands between the relay and an address of the upstream's. */
	boolean isFor(URI target) {
		return !this.properties.isDirect(target.getHost());
	}

	/** The request for a tunnel, credentials included. */
	String request(InetSocketAddress target) {
		String authority = target.getHostString() + ":" + target.getPort();
		String user = this.properties.username();
		String credentials = (user == null) ? ""
				: "Proxy-Authorization: Basic "
						+ Base64.getEncoder()
							.encodeToString((user + ":" + this.password.text()).getBytes(StandardCharsets.UTF_8))
						+ "\r\n";
		return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + credentials + "\r\n";
	}

	/**
	 * The proxy wants other credentials. The password's file is read again, on a thread
	 * of its own because a disk may be slow. The next attempt uses its new text.
	 */
	void onUnauthorized() {
		Path file = this.properties.passwordFile();
		if (file != null) {
			Thread.ofVirtual().name("proxy-password").start(() -> {
				ProxyPassword now = read(file);
				if (now != null) {
					this.password = now;
				}
			});
		}
	}

	@Override
	public String toString() {
		return "(hidden)";
	}

	private static @Nullable ProxyPassword read(Path file) {
		try {
			return ProxyPassword.of(Files.readString(file).replaceFirst("[\r\n]+$", ""));
		}
		catch (IOException _) {
			// Its message tells no more than the sentence that follows.
			return null;
		}
	}

	private static boolean isLiteral(String host) {
		return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
	}

}
