package io.tickrelay.downstream.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SubnetTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.3.4, true", "10.0.0.0/8, 11.0.0.1, false", "192.168.5.128/25, 192.168.5.200, true",
			"192.168.5.128/25, 192.168.5.127, false", "127.0.0.1, 127.0.0.1, true", "127.0.0.1, 127.0.0.2, false",
			"0.0.0.0/0, 203.0.113.9, true", "::1, ::1, true", "fd00::/8, fd12::1, true", "fd00::/8, fe80::1, false",
			"0.0.0.0/0, ::1, false", "203.0.113.0/31, 203.0.113.1, true", "203.0.113.0/31, 203.0.113.2, false" })
	void tellsWhichAddressesBelongToIt(String subnet, String address, boolean belongs) throws UnknownHostException {
		Subnet parsed = Objects.requireNonNull(Subnet.parse(subnet));
		assertThat(parsed.contains(InetAddress.getByName(address))).isEqualTo(belongs);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "10.0.0/8",
			"::1/129", "10.0.0.0/0008", "/8", "10.0.0.0/8/8" })
	void readsNothingElse(String text) {
		assertThat(Subnet.parse(text)).isNull();
	}

	@Test
	void neighboursOfIpv6AreOneSite() throws UnknownHostException {
		Subnet site = Subnet.siteOf(InetAddress.getByName("2001:db8:1:2:aaaa::1"));
		assertThat(site).isEqualTo(Subnet.siteOf(InetAddress.getByName("2001:db8:1:2:bbbb::2")))
			.hasSameHashCodeAs(Subnet.siteOf(InetAddress.getByName("2001:db8:1:2::")))
			.isNotEqualTo(Subnet.siteOf(InetAddress.getByName("2001:db8:1:3:aaaa::1")));
		assertThat(Subnet.siteOf(InetAddress.getByName("10.0.0.1")))
			.isNotEqualTo(Subnet.siteOf(InetAddress.getByName("10.0.0.2")));
		assertThat(Subnet.siteOf(null)).isEqualTo(Subnet.siteOf(null)).isNotEqualTo(site);
	}

}
