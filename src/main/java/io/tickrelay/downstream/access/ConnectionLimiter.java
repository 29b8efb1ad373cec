package io.tickrelay.downstream.access;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Refusal;
import io.tickrelay.tick.Counts;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;

/**
 * Counts clients in and out, and admits no more than the limits allow. Limits stand for
 * all clients, for one address, for one credential, and for a second. What it remembers
 * of them is bounded by the clients that are in. Safe for any thread.
 */
public final class ConnectionLimiter {

	private static final Duration SOON = Duration.ofSeconds(2);

	private static final Duration LATER = Duration.ofSeconds(20);

	private final AccessProperties limits;

	private final Descriptors descriptors;

	private final LongSupplier nanoTime;

	// All that follows is guarded by this.
	private final Counts<Subnet> addresses = Counts.concurrent();

	private final Counts<String> credentials = Counts.concurrent();

	private final TokenBucket newcomers;

	private int inside;

	/**
	 * Creates a limiter without clients.
	 * @param limits how many
	 * @param descriptors may have room for fewer
	 * @param nanoTime a monotonic clock
	 */
	public ConnectionLimiter(AccessProperties limits, Descriptors descriptors, LongSupplier nanoTime) {
		this.limits = limits;
		this.descriptors = descriptors;
		this.nanoTime = nanoTime;
		this.newcomers = new TokenBucket(limits.connectsPerSecond(), 2 * limits.connectsPerSecond(),
				nanoTime.getAsLong());
	}

	/**
	 * Lets a client in, until its channel is closed, or turns it away.
	 * @param caller who it is
	 * @param from its address; clients without one share theirs
	 * @param channel its own, or its stream's of HTTP/2
	 * @param serves what to do for it; where that fails it is out at once, and where it
	 * is cancelled the channel has to be closed, too
	 * @param turnsAway what to say to it otherwise
	 * @return one of the two
	 */
	public Mono<Void> admit(Caller caller, @Nullable InetSocketAddress from, Channel channel,
			Supplier<Mono<Void>> serves, Function<Refusal, Mono<Void>> turnsAway) {
		return Mono.defer(() -> {
			Subnet site = Subnet.siteOf((from != null) ? from.getAddress() : null);
			Refusal refusal = enter(caller, site);
			if (refusal != null) {
				return turnsAway.apply(refusal);
			}
			Runnable goes = untilClosed(caller, site, channel);
			return Mono.defer(serves).doOnError((_) -> goes.run());
		});
	}

	/**
	 * Lets a client in, until its channel is closed.
	 * @param caller who it is
	 * @param from its address; clients without one share theirs
	 * @param channel its own
	 * @return sends it out again; null where there is no room, which is to be told
	 */
	public @Nullable Runnable letIn(Caller caller, @Nullable InetSocketAddress from, Channel channel) {
		Subnet site = Subnet.siteOf((from != null) ? from.getAddress() : null);
		return (enter(caller, site) == null) ? untilClosed(caller, site, channel) : null;
	}

	private Runnable untilClosed(Caller caller, Subnet site, Channel channel) {
		AtomicBoolean in = new AtomicBoolean(true);
		ChannelFutureListener closed = (_) -> {
			if (in.getAndSet(false)) {
				leave(caller, site);
			}
		};
		channel.closeFuture().addListener(closed);
		return () -> {
			channel.closeFuture().removeListener(closed);
			if (in.getAndSet(false)) {
				leave(caller, site);
			}
		};
	}

	/**
	 * How many are in.
	 * @return the clients that are being served
	 */
	public synchronized int inside() {
		return this.inside;
	}

	/**
	 * How many may be in.
	 * @return what was set, or fewer where the process may open too few files
	 */
	public int most() {
		return this.descriptors.clients();
	}

	/**
	 * Where they come from.
	 * @return the number of different addresses
	 */
	public synchronized int addresses() {
		return this.addresses.keys().size();
	}

	/**
	 * Who they are.
	 * @return the number of different credentials
	 */
	public synchronized int credentials() {
		return this.credentials.keys().size();
	}

	private synchronized @Nullable Refusal enter(Caller caller, Subnet site) {
		if (this.inside >= most()) {
			this.descriptors.onTurnedAway();
			return new Refusal(ErrorCode.CONNECTION_LIMIT, HttpStatus.SERVICE_UNAVAILABLE, LATER,
					"The relay has as many clients as it may have, " + most() + "; come back later");
		}
		int neighbours = this.addresses.of(site);
		if (neighbours >= this.limits.maxConnectionsPerAddress()) {
			return new Refusal(ErrorCode.CONNECTION_LIMIT, HttpStatus.TOO_MANY_REQUESTS, LATER,
					"One address may have " + this.limits.maxConnectionsPerAddress()
							+ " connections; close some, or ask for more streams over one");
		}
		int most = caller.entitlements().maxConnections(this.limits.maxConnectionsPerCredential());
		if (this.credentials.of(caller.name()) >= most) {
			return new Refusal(ErrorCode.CONNECTION_LIMIT, HttpStatus.TOO_MANY_REQUESTS, LATER,
					"This credential may have " + most + " connections; close some, or ask for more streams over one");
		}
		if (!this.newcomers.take(1, this.nanoTime.getAsLong())) {
			return new Refusal(ErrorCode.RATE_LIMITED, HttpStatus.TOO_MANY_REQUESTS, SOON,
					"Too many clients come at once; wait a little longer after each refusal");
		}
		this.inside++;
		this.addresses.add(site);
		this.credentials.add(caller.name());
		return null;
	}

	private synchronized void leave(Caller caller, Subnet site) {
		this.inside--;
		this.addresses.remove(site);
		this.credentials.remove(caller.name());
	}

}
