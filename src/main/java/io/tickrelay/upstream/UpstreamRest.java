package io.tickrelay.upstream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.machine.MarketHours;
import io.tickrelay.upstream.rest.RestClient;
import io.tickrelay.upstream.rest.RestSocket;
import io.tickrelay.upstream.rest.TradingCalendar;
import reactor.netty.http.client.HttpClient;

/**
 * The REST side of the key, one for all of its sessions.
 *
 * @param client asks
 * @param hours when markets are closed, as far as the vendor tells
 */
record UpstreamRest(RestClient client, MarketHours hours) {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/** How much of a request's time its connection may take. */
	static Duration connectTimeout(UpstreamProperties properties) {
		return (properties.connectTimeout().compareTo(TIMEOUT) < 0) ? properties.connectTimeout() : TIMEOUT;
	}

	static UpstreamRest of(UpstreamProperties properties, UpstreamEndpoint endpoint, Supplier<ApiKey> key,
			EventLoop loop, HttpClient http) {
		RestSocket socket = new RestSocket(http, endpoint.restUrl());
		RestClient client = new RestClient(loop, socket, key, properties.restRequestsPerSecond(), TIMEOUT,
				System::nanoTime);
		return new UpstreamRest(client, socket.isConnectable()
				? new TradingCalendar(client, InstantSource.system(), System::nanoTime) : MarketHours.UNKNOWN);
	}

}
