package io.tickrelay.packaging;

import java.nio.file.Path;

import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.Program;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * nginx of an image, on this machine's own network, because the relay listens on the
 * loopback address alone.
 */
final class NginxContainer extends Nginx {

	private final GenericContainer<?> container;

	NginxContainer(int port, Path place, Path configuration, Certificates.Pem pem) {
		super(port);
		this.container = new GenericContainer<>(DockerImageName.parse(Program.NGINX_IMAGE)).withNetworkMode("host")
			.withCopyFileToContainer(MountableFile.forHostPath(configuration), place + "/nginx.conf")
			.withCopyFileToContainer(MountableFile.forHostPath(pem.chain()), place + "/nginx.crt")
			.withCopyFileToContainer(MountableFile.forHostPath(pem.key()), place + "/nginx.key")
			.withCommand("nginx", "-p", place.toString(), "-c", place + "/nginx.conf", "-g", "daemon off;", "-e",
					"stderr");
		this.container.start();
	}

	@Override
	String output() {
		return this.container.getLogs();
	}

	@Override
	boolean isAlive() {
		return this.container.isRunning();
	}

	@Override
	public void close() {
		this.container.close();
	}

}
