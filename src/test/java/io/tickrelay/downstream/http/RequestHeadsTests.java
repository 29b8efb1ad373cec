package io.tickrelay.downstream.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What may stand in a request's first line and Host, and what is made of it. */
class RequestHeadsTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			/v1/stream?streams=common:^GSPC@trade, /v1/stream?streams=common:%5EGSPC@trade
			/?a|b{c}<d>`e\\, /?a%7Cb%7Bc%7D%3Cd%3E%60e%5C
			'/?"', /?%22
			/?100%, /?100%25
			/?%zz&%4, /?%25zz&%254
			/?%5E%e9, /?%5E%e9
			/a^b[c], /a%5Eb%5Bc%5D
			/?[c], /?[c]
			/?a?b#c#d, /?a?b#c%23d
			/#^, /#%5E
			*, *
			http://h:1/p^?q, /p%5E?q
			https://h?^, /?%5E
			http://h, /
			//h/p, //h/p
			""")
	void whatABrowserSendsIsPercentEncoded(String sent, String read) {
		assertThat(RequestHeads.target(sent)).isEqualTo(read);
	}

	@Test
	void bytesBeyondAsciiAreEncodedAsTheyAre() {
		String utf8 = new String("/?q=苹果".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		assertThat(RequestHeads.target(utf8)).isEqualTo("/?q=%E8%8B%B9%E6%9E%9C");
		assertThat(RequestHeads.target("/é")).isEqualTo("/%E9");
		assertThat(RequestHeads.target("/?苹")).isEqualTo("/?%E8%8B%B9");
	}

	@Test
	void noCharacterOfATargetMakesItUnreadable() {
		for (char next = 1; next < 0x180; next++) {
			for (String shape : new String[] { "/%c", "/a%cb", "/?%c", "/?a=%cb", "/#%c", "%c", "/%%%c", "/?%%4%c" }) {
				String repaired = RequestHeads.target(shape.formatted(next));
				assertThat(URI.create("http://h:1" + (repaired.startsWith("/") ? "" : "/") + repaired)).isNotNull();
			}
		}
	}

	@Test
	void aGoodTargetIsTheSameObject() {
		String good = "/v1/stream?streams=BTCUSDT@trade,crypto:ETHUSDT@kline_1m&x=%20+~!$'()*;";
		assertThat(RequestHeads.target(good)).isSameAs(good);
	}

	@ParameterizedTest
	@ValueSource(strings = { "h", "h:1", "h:65535", "a_b.example", "[::1]", "[::1]:80", "", "h%41" })
	void aHostStaysAsItIs(String host) {
		assertThat(RequestHeads.host(host)).isEqualTo(host);
	}

	@ParameterizedTest
	@ValueSource(strings = { "h:x", "h:99999", "h:123456", "h:-1", "a:b:c", "::1", "[", "[::1", "[x]", "[::1]x",
			"[::1]:x", "h:1:2", "h:苹" })
	void whatIsNoHostHasTheNameOfNone(String host) {
		assertThat(RequestHeads.host(host)).isEqualTo("invalid");
	}

	@Test
	void anEmptyPortIsNone() {
		assertThat(RequestHeads.host("h:")).isEqualTo("h");
		assertThat(RequestHeads.host("[::1]:")).isEqualTo("[::1]");
	}

}
