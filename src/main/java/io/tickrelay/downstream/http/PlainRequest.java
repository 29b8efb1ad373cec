package io.tickrelay.downstream.http;

import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;

/**
 * A request for a stream over HTTP/1.1 that asks for nothing else: no body, no
 * expectation, no other protocol than the stream's own.
 *
 * @param channel the connection
 * @param headers its fields
 * @param query the URL's parameters, decoded
 * @param from the client's address, behind trusted proxies; null where it has none
 * @param originLines what the head of an answer says to pages of other sites, as lines
 * that end with CR and LF
 * @param ruleLines what it tells browsers to hold the page to, as such lines
 */
public record PlainRequest(Channel channel, HttpHeaders headers, MultiValueMap<String, String> query,
		@Nullable InetSocketAddress from, String originLines, String ruleLines) {
}
