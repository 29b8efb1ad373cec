package io.tickrelay.downstream;

import java.io.IOException;

import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.ServedOverTls;
import io.tickrelay.testing.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ContextConfiguration;

import static java.util.Objects.requireNonNull;

@ContextConfiguration(initializers = ServedOverTls.class)
class SseTlsSlowTest extends SlowContract {

	@Autowired
	private Certificates certificates;

	private @Nullable ByteProxy tls;

	SseTlsSlowTest() {
		super(Wire.SSE);
	}

	@BeforeEach
	void openTunnel() throws IOException {
		this.tls = ByteProxy.toTls(super.port(), this.certificates.clients());
	}

	@AfterEach
	void closeTunnel() throws IOException {
		requireNonNull(this.tls).close();
	}

	@Override
	int port() {
		return requireNonNull(this.tls).port();
	}

}
