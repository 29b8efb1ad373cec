package io.tickrelay.upstream;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.LowerCase;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.limits.FrameLimit;
import io.tickrelay.upstream.machine.SessionTimes;
import io.tickrelay.upstream.network.ProxyProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the upstream sessions.
 *
 * @param mode Where ticks come from: {@code infoway} or {@code simulated}. The profile
 * {@code demo} sets {@code simulated}.
 * @param url The upstream's WebSocket address, without business and key.
 * @param apiKey The plan's key, needed in mode {@code infoway} unless a file holds it.
 * {@code INFOWAY_API_KEY} sets it, too.
 * @param apiKeyFile A file that holds the key and nothing else, such as a mounted secret.
 * It precedes {@code api-key}.
 * @param apiKeyFileInterval Time between two reads of that file, 1 s to 1 h. A new key
 * takes over at once.
 * @param businesses The sessions to serve. Each is opened when a client wants one of its
 * streams.
 * @param heartbeatInterval Time between heartbeats. The vendor ends a session after 60 s
 * without one.
 * @param pingInterval Time between pings. A socket that sends no byte for two of them is
 * replaced; any byte counts.
 * @param connectTimeout Longest time of a handshake.
 * @param idleTimeout Time for which a session without wanted streams is kept.
 * @param muteAfter Least silence after which a busy stream counts as mute. A stream that
 * pauses often gets eight times its longest pause of late.
 * @param reconnectsPerHour Most sockets of one session in an hour, the first one apart.
 * Attempts that did not reach the vendor, or found the plan's connections taken, do not
 * count. Over it the session waits until the hour has room. A long outage spreads the
 * second half, about six minutes apart.
 * @param framesPerMinute Most frames in any 60 s, over all sessions of the key. The
 * vendor bans past 60. It must leave room beside the heartbeats of all businesses.
 * @param maxFrameSize Longest text of one frame to the upstream, 256 B to 64 KB. More
 * symbols take more frames.
 * @param maxSymbolsPerConnection Most symbols of one business, as the plan has it.
 * Streams over it are refused with {@code quota}.
 * @param maxSymbolsTotal Most symbols over all businesses, as the plan has it. Streams
 * over it are refused with {@code quota}.
 * @param restUrl The upstream's REST address, without a path, for trading hours, missed
 * bars and product lists. Its default is {@code https://data.infoway.io} where {@code
 * url} names that host, else none, because the key goes only to named hosts.
 * @param restRequestsPerSecond Most REST requests a second of the key, 1 to 10, as the
 * plan has it.
 * @param proxy The HTTP proxy between the relay and the upstream.
 */
@Validated
@ConfigurationProperties("relay.upstream")
public record UpstreamProperties(@DefaultValue("infoway") @NotNull Mode mode,
		@DefaultValue("wss://data.infoway.io/ws") @NotNull URI url, @Nullable ApiKey apiKey, @Nullable Path apiKeyFile,
		@DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration apiKeyFileInterval,
		@DefaultValue( {
				"stock", "crypto",
				"common" }) @NotEmpty List<@Pattern(regexp = "[a-z][a-z0-9]{0,23}") String> businesses,
		@DefaultValue("30s") @DurationMin(seconds = 1) @DurationMax(seconds = 55) Duration heartbeatInterval,
		@DefaultValue("15s") @DurationMin(seconds = 1) @DurationMax(seconds = 60) Duration pingInterval,
		@DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 2) Duration connectTimeout,
		@DefaultValue("5m") @DurationMin(seconds = 1) Duration idleTimeout,
		@DefaultValue("15s") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration muteAfter,
		@DefaultValue("20") @Min(4) @Max(1000) int reconnectsPerHour,
		@DefaultValue("50") @Min(10) @Max(60) int framesPerMinute, @DefaultValue("4KB") @NotNull DataSize maxFrameSize,
		@DefaultValue("600") @Min(1) @Max(600) int maxSymbolsPerConnection,
		@DefaultValue("600") @Min(1) @Max(100_000) int maxSymbolsTotal, @Nullable URI restUrl,
		@DefaultValue("1") @Min(1) @Max(10) int restRequestsPerSecond,
		@NestedConfigurationProperty @Valid @DefaultValue ProxyProperties proxy){

	private static final URI VENDOR = URI.create("https://data.infoway.io");

	private static final int FEWEST_FRAMES = 3;

	private static final Duration GREETING = Duration.ofSeconds(10);

	private static final Duration REJECTED = Duration.ofMinutes(15);

	public UpstreamProperties {
		String query = url.getRawQuery();
		if (query != null && query.toLowerCase(Locale.ROOT).contains("apikey")) {
			// Its words must not quote the URL.
			throw new IllegalArgumentException(
					"relay.upstream.url must not hold the key: set relay.upstream.api-key instead");
		}
		if (!isAddress(url, "ws", "wss")) {
			throw new IllegalArgumentException(
					"relay.upstream.url must be a ws or wss address with a host, whose name has no underscore, and without a user");
		}
		if (restUrl == null && VENDOR.getHost().equals(url.getHost())) {
			restUrl = VENDOR;
		}
		if (restUrl != null && (restUrl.getRawQuery() != null || !isAddress(restUrl, "http", "https"))) {
			// Nor must these: what is wrong with the URL may be a key in it.
			throw new IllegalArgumentException(
					"relay.upstream.rest-url must be an http or https address without a query or a user");
		}
		if (mode == Mode.INFOWAY && !proxy.allowPlainText() && (isShown(url, proxy) || isShown(restUrl, proxy))) {
			throw new IllegalArgumentException(
					"relay.upstream.url must be wss and relay.upstream.rest-url https with relay.upstream.proxy.host,"
							+ " because the proxy would see the key; relay.upstream.proxy.allow-plain-text permits it");
		}
	}

	/**
	 * Whether heartbeats leave a few frames to each session.
	 * @return false where no session could ever subscribe to anything
	 */
	@AssertTrue(message = "relay.upstream.frames-per-minute leaves no room beside the heartbeats of all businesses:"
			+ " raise it, or heartbeat-interval")
	boolean isFramesPerMinuteEnough() {
		int sessions = this.businesses.size();
		return this.framesPerMinute
				- FrameBudget.heartbeats(sessions, this.heartbeatInterval.toNanos()) >= FEWEST_FRAMES * sessions;
	}

	/**
	 * Whether a frame has room for a symbol.
	 * @return false where it has not, or is longer than gateways take
	 */
	@AssertTrue(message = "relay.upstream.max-frame-size must be from 256B to 64KB")
	boolean isMaxFrameSizeUseful() {
		return this.maxFrameSize.toBytes() >= FrameLimit.LEAST
				&& this.maxFrameSize.compareTo(DataSize.ofKilobytes(64)) <= 0;
	}

	/**
	 * The businesses to serve.
	 * @return in the order of the setting, each once
	 */
	public Set<Business> businessSet() {
		return new LinkedHashSet<>(this.businesses.stream().map(Business::new).toList());
	}

	/** Whether a proxy would read what is said to an address. */
	private static boolean isShown(@Nullable URI url, ProxyProperties proxy) {
		return url != null && !isAddress(url, "wss", "https") && !proxy.isDirect(url.getHost());
	}

	private static boolean isAddress(URI url, String... schemes) {
		return url.getScheme() != null && List.of(schemes).contains(url.getScheme().toLowerCase(Locale.ROOT))
				&& url.getHost() != null && url.getRawUserInfo() == null;
	}

	/** Where ticks come from. */
	public enum Mode implements LowerCase {

		/** The vendor's servers. */
		INFOWAY,
		/** The simulator inside this process. */
		SIMULATED

	}

	SessionTimes times() {
		return new SessionTimes(this.heartbeatInterval.toNanos(), this.pingInterval.toNanos(),
				this.connectTimeout.toNanos(), GREETING.toNanos(), this.idleTimeout.toNanos(), REJECTED.toNanos(),
				this.muteAfter.toNanos());
	}

}
