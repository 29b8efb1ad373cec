package io.tickrelay.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tickrelay.load.machine.Cpus;
import io.tickrelay.load.machine.ProcessMeter;
import io.tickrelay.load.machine.Target;

/**
 * nginx with its nchan module, in a process of its own on the relay's CPU. It serves one
 * silent channel at the relay's paths, because the cost of a connect is compared.
 */
final class Nchan implements AutoCloseable {

	private static final List<String> PROGRAMS = List.of("nginx", "/usr/sbin/nginx");

	private static final Pattern MODULES = Pattern.compile("--modules-path=(\\S+)");

	private static final long LONGEST_START_MS = 10_000;

	private static final long LONGEST_STOP_MS = 5_000;

	private final Process process;

	private final Path folder;

	private final int port;

	private Nchan(Process process, Path folder, int port) {
		this.process = process;
		this.folder = folder;
		this.port = port;
	}

	/**
	 * Looks for nginx and the module.
	 * @return both, if both are installed
	 */
	static Optional<Installation> find() {
		return PROGRAMS.stream()
			.flatMap((program) -> module(versionText(program)).map((module) -> new Installation(program, module))
				.stream())
			.findFirst();
	}

	private static String versionText(String program) {
		try {
			Process process = new ProcessBuilder(program, "-V").redirectErrorStream(true).start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException _) {
			return "";
		}
	}

	/**
	 * Reads where nginx was built to have its modules.
	 * @param versionText what {@code nginx -V} says
	 * @return the module, if it is there
	 */
	static Optional<Path> module(String versionText) {
		Matcher matcher = MODULES.matcher(versionText);
		return matcher.find()
				? Optional.of(Path.of(matcher.group(1), "ngx_nchan_module.so")).filter(Files::isRegularFile)
				: Optional.empty();
	}

	/**
	 * Starts it, and waits until it listens.
	 * @param found what to start
	 * @param cpus where it runs
	 * @param connections that it is to have at most
	 * @param log where its output goes
	 * @return a server that listens
	 * @throws IOException that says why there is none
	 */
	static Nchan start(Installation found, Cpus cpus, int connections, Path log) throws IOException {
		Path folder = Files.createTempDirectory("nchan");
		int port = freePort();
		// The connections of one round may not have ended when the next one comes.
		Path configuration = Files.writeString(folder.resolve("nginx.conf"),
				configuration(2 * connections + 100, found.module(), port));
		List<String> command = new ArrayList<>(cpus.relayPrefix());
		command.addAll(List.of(found.program(), "-p", folder + "/", "-c", configuration.toString()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		Nchan nchan = new Nchan(process, folder, port);
		if (!nchan.awaitWorker()) {
			nchan.close();
			throw new IOException("it did not start; " + log + " says why");
		}
		return nchan;
	}

	private static String configuration(int connections, Path module, int port) {
		return """
				daemon off;
				worker_processes 1;
				worker_rlimit_nofile %1$d;
				error_log stderr error;
				pid nginx.pid;
				load_module %2$s;
				events { worker_connections %1$d; multi_accept on; }
				http {
					access_log off;
					nchan_shared_memory_size 256M;
					client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
					uwsgi_temp_path uwsgi; scgi_temp_path scgi;
					server {
						listen 127.0.0.1:%3$d backlog=4096;
						location = /v1/stream { nchan_subscriber eventsource; nchan_channel_id silent; }
						location = /v1/ws { nchan_subscriber websocket; nchan_channel_id silent; }
					}
				}
				""".formatted(connections, module, port);
	}

	/**
	 * Where clients go.
	 * @param name what a message calls it
	 * @return the target; its meter is that of the one worker, which does all measured
	 * work
	 */
	Target target(String name) {
		return new Target(name, this.port, new ProcessMeter(worker().orElseThrow()));
	}

	private Optional<ProcessHandle> worker() {
		return this.process.children().findFirst();
	}

	private boolean awaitWorker() {
		long beganNs = System.nanoTime();
		while (this.process.isAlive()
				&& System.nanoTime() - beganNs < TimeUnit.MILLISECONDS.toNanos(LONGEST_START_MS)) {
			if (worker().isPresent() && isListening()) {
				return true;
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
		}
		return false;
	}

	private boolean isListening() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 1_000);
			return true;
		}
		catch (IOException _) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(LONGEST_STOP_MS, TimeUnit.MILLISECONDS)) {
				this.process.descendants().forEach(ProcessHandle::destroyForcibly);
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException _) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach((file) -> file.delete());
		}
		catch (IOException _) {
			// The files left lie in the directory for temporary files.
		}
	}

	/**
	 * An installed nginx that can be started.
	 *
	 * @param program nginx
	 * @param module nchan
	 */
	record Installation(String program, Path module) {
	}

}
