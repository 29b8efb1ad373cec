package io.tickrelay.downstream.access;

import java.net.InetSocketAddress;
import java.util.List;

import io.netty.channel.local.LocalAddress;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** By these addresses newcomers take turns. */
class ForwardedClientsTests {

	private final ForwardedClients clients = new ForwardedClients(List.of("10.0.0.0/8"));

	@ParameterizedTest
	@CsvSource({ "10.0.0.1, '203.0.113.7', 203.0.113.7", "10.0.0.1, '198.51.100.1, 203.0.113.7, 10.0.0.2', 203.0.113.7",
			"10.0.0.1, 'nobody', 10.0.0.1", "192.0.2.1, '203.0.113.7', 192.0.2.1" })
	void aRequestComesFromTheLastAddressThatNoTrustedProxyHas(String peer, String forwarded, String client) {
		InetSocketAddress socket = new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(peer), 4711);
		assertThat(this.clients.address(socket, request(forwarded)))
			.isEqualTo(NetUtil.createInetAddressFromIpAddressString(client));
	}

	@Test
	void aConnectionWithoutAnAddressHasNone() {
		assertThat(this.clients.address(new LocalAddress("here"), request("203.0.113.7"))).isNull();
		assertThat(this.clients.address(null, request("203.0.113.7"))).isNull();
	}

	private static HttpRequest request(String forwarded) {
		HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/stream");
		request.headers().set("X-Forwarded-For", forwarded);
		return request;
	}

}
