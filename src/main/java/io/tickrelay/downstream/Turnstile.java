package io.tickrelay.downstream;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.EventLoop;
import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Lets those who want to be clients in one after the other. What a newcomer costs, its
 * credential, its filters, its session, is paid on the event loop that also has the ticks
 * of the clients that are there; so each loop gives newcomers a share of its time and no
 * more, and a storm of connects is a queue instead of late ticks. Whoever comes alone
 * does not wait, and what is no stream never does, a health check for one. Safe for any
 * thread.
 *
 * <pre>
 *  one loop   │ticks│N│ticks    ticks    ticks│N│ticks    ticks    ticks│N│
 *                    └─ 19 times N's own time ─┘ at a share of 5 %, 20 ms at the most
 * </pre>
 */
public final class Turnstile implements WebFilter {

	private final NewcomerShare share;

	private final int most;

	private final AtomicInteger waiting = new AtomicInteger();

	/** As many as the server has loops. */
	private final Map<EventLoop, Turns> loops = new ConcurrentHashMap<>();

	/**
	 * Creates a turnstile at which nobody waits.
	 * @param share how much of a loop's time newcomers may have
	 * @param most how many may wait; who comes then goes through at once, so that the
	 * queue's memory is bounded and nobody is lost. Over HTTP/1.1 the connections' own
	 * limit comes first
	 */
	Turnstile(NewcomerShare share, int most) {
		this.share = share;
		this.most = most;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!Transport.isStream(exchange.getRequest().getPath().pathWithinApplication())
				|| this.waiting.get() >= this.most) {
			return chain.filter(exchange);
		}
		Turns turns = this.loops.computeIfAbsent(Connections.loopOf(exchange),
				(own) -> new Turns(own, this.share, this.waiting, System::nanoTime));
		InetSocketAddress from = exchange.getRequest().getRemoteAddress();
		return turns.turn(Subnet.siteOf((from != null) ? from.getAddress() : null))
			.then(Mono.defer(() -> chain.filter(exchange)));
	}

	/**
	 * How many wait for their turn now.
	 * @return those of all loops
	 */
	public int waiting() {
		return this.waiting.get();
	}

}
