package io.tickrelay.packaging;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * nginx with the configuration that deploying.md shows, in a container where a Docker
 * engine holds its image, and else as it is installed. The sample stands in what an
 * operator may have around it: compression of all types.
 */
abstract class Nginx implements AutoCloseable {

	private static final Duration LONGEST_START = Duration.ofSeconds(30);

	private static final String AROUND = """
			worker_processes 1;
			error_log stderr error;
			pid nginx.pid;
			events {}
			http {
				client_body_temp_path client;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				uwsgi_temp_path uwsgi;
				scgi_temp_path scgi;
				gzip on;
				gzip_types *;
				gzip_proxied any;
				gzip_min_length 1;
				SAMPLE
			}
			""";

	private final int port;

	Nginx(int port) {
		this.port = port;
	}

	/**
	 * Starts it.
	 * @param folder for its files
	 * @param authority signs its certificate
	 * @param relay the port of the relay
	 * @param readTimeout for the sample's own
	 */
	static Nginx start(Path folder, Certificates authority, int relay, String readTimeout) throws IOException {
		Certificates.Pem pem = authority.pem("nginx");
		boolean container = Program.isImage(Program.NGINX_IMAGE);
		// Inside a container the files lie elsewhere.
		Path place = container ? Path.of("/etc/tickrelay") : folder;
		int port = freePort();
		String sample = sample();
		for (String[] change : new String[][] { { "listen 443 ", "listen 127.0.0.1:" + port + " " },
				{ "/etc/nginx/tls/tickrelay.crt", place.resolve("nginx.crt").toString() },
				{ "/etc/nginx/tls/tickrelay.key", place.resolve("nginx.key").toString() },
				{ "/var/log/nginx/tickrelay.log", "/dev/stdout" }, { "/var/log/nginx/tickrelay-error.log", "stderr" },
				{ "127.0.0.1:8080", "127.0.0.1:" + relay },
				{ "proxy_read_timeout 60s", "proxy_read_timeout " + readTimeout } }) {
			assertThat(sample).containsOnlyOnce(change[0]);
			sample = sample.replace(change[0], change[1]);
		}
		Path configuration = Files.writeString(folder.resolve("nginx.conf"), AROUND.replace("SAMPLE", sample));
		Nginx nginx = container ? new NginxContainer(port, place, configuration, pem)
				: new NginxProcess(port, configuration);
		nginx.awaitStart();
		return nginx;
	}

	/** Where clients find it, with TLS. */
	final int port() {
		return this.port;
	}

	/** What it has logged so far. */
	abstract String output();

	/** Whether it runs. */
	abstract boolean isAlive();

	@Override
	public abstract void close();

	private void awaitStart() {
		try {
			await().atMost(LONGEST_START).until(() -> accepts() || !isAlive());
			assertThat(isAlive()).as(this::output).isTrue();
		}
		catch (RuntimeException | AssertionError ex) {
			close();
			throw ex;
		}
	}

	private boolean accepts() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException _) {
			return false;
		}
	}

	/** The one block of deploying.md that is nginx's. */
	private static String sample() throws IOException {
		String[] parts = Files.readString(Path.of("src/docs/deploying.md")).split("(?m)^```", -1);
		String sample = "";
		for (String part : parts) {
			if (part.startsWith("nginx\n")) {
				assertThat(sample).isEmpty();
				sample = part.substring("nginx\n".length());
			}
		}
		assertThat(sample).isNotEmpty();
		return sample;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
