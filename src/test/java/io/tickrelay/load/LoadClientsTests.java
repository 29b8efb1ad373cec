package io.tickrelay.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.machine.ProcessMeter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LoadClientsTests {

	@Test
	void measuresNothingWhereNotAllCanConnect() throws IOException {
		int port = freePort();
		ProcessMeter meter = new ProcessMeter(ProcessHandle.current());
		try (LoadClients clients = new LoadClients(LoadTransport.WS, LoadSettings.of(LoadSettingsTests.SMALL), port,
				meter)) {
			assertThatIllegalStateException().isThrownBy(clients::run)
				.withMessageStartingWith("WS: nothing was measured, because 50 of 50 clients")
				.withMessageContaining("times a client could not connect");
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
