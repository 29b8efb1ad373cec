package io.tickrelay.upstream.rest;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.key.KeyHeader;
import io.tickrelay.upstream.network.ProxyException;
import io.tickrelay.upstream.wire.RestRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;

/**
 * Carries one request over HTTP. Redirects are not followed: they would take the key to
 * another host.
 */
public final class RestSocket {

	/** What the vendor may answer, in bytes. */
	static final int LONGEST_ANSWER = 4 * 1024 * 1024;

	private final HttpClient http;

	private final @Nullable String base;

	/**
	 * Creates a socket that is not connected.
	 * @param http connects
	 * @param base the address, without a path; null where there is none to ask
	 */
	public RestSocket(HttpClient http, @Nullable URI base) {
		this.http = http.followRedirect(false);
		this.base = (base == null) ? null : base.toString().replaceFirst("/+$", "");
	}

	/** Whether there is an address to ask. */
	public boolean isConnectable() {
		return this.base != null;
	}

	/**
	 * Sends a request once subscribed to.
	 * @param request the request
	 * @param key goes with it
	 * @return the answer's body, or what became of the request; no errors
	 */
	public Mono<RestResult<byte[]>> send(RestRequest request, ApiKey key) {
		HttpClient keyed = this.http
			.doOnChannelInit((observer, channel, address) -> channel.pipeline()
				.addAfter(NettyPipeline.HttpCodec, "tickrelay.key", new KeyHeader(key)))
			.headers((headers) -> headers.set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON));
		return exchange(keyed, request).response((response, content) -> {
			RestOutcome outcome = RestOutcome.of(response.status().code());
			return (outcome == RestOutcome.OK) ? collect(content.asByteArray()) : failed(outcome);
		})
			.single()
			// Its words could quote a header; where it happened says enough.
			.onErrorResume((error) -> failed(outcome(error)));
	}

	private HttpClient.ResponseReceiver<?> exchange(HttpClient keyed, RestRequest request) {
		String uri = this.base + request.path();
		String body = request.body();
		if (body == null) {
			return keyed.get().uri(uri);
		}
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return keyed
			.headers((headers) -> headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
				.set(HttpHeaderNames.CONTENT_LENGTH, bytes.length))
			.request(HttpMethod.POST)
			.uri(uri)
			.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(bytes)));
	}

	private static RestOutcome outcome(Throwable error) {
		return switch (error) {
			case TooLongFrameException _ -> RestOutcome.MALFORMED;
			case ProxyException _ -> RestOutcome.PROXY_FAILED;
			default -> RestOutcome.UNREACHABLE;
		};
	}

	private static Mono<RestResult<byte[]>> collect(Flux<byte[]> content) {
		return content.collect(ByteArrayOutputStream::new, (sum, part) -> {
			if (sum.size() + part.length > LONGEST_ANSWER) {
				throw new TooLongFrameException("The answer is too long");
			}
			sum.writeBytes(part);
		}).map((sum) -> new RestResult.Answered<>(sum.toByteArray()));
	}

	private static Mono<RestResult<byte[]>> failed(RestOutcome outcome) {
		return Mono.just(new RestResult.Failed<>(outcome));
	}

}
