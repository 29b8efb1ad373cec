package io.tickrelay.downstream.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.netty.channel.embedded.EmbeddedChannel;
import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Credentials;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.contract.RequestedStreams;
import io.tickrelay.downstream.http.LoopClocks;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.WebSocketFormat;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.lane.Lanes;
import io.tickrelay.hub.lane.LatencyMeter;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The streams of all clients are counted once each, however the clients come and go. */
class StreamQuotaStoryTests {

	private static final String SEED = "20261127";

	private static final WebSocketFormat FORMAT = new WebSocketFormat(new MessageEncoder());

	private static final int MOST = 12;

	private static final int CLIENTS = 4;

	private static final int TOPICS = 12;

	@Property(tries = 200, seed = SEED)
	void everyPlaceIsGivenBackOnce(@ForAll("stories") List<Step> story) {
		House house = new House();
		story.forEach((step) -> {
			house.play(step);
			assertThat(house.room.taken()).isEqualTo(house.streams()).isBetween(0L, (long) MOST);
		});
		house.leave();
		assertThat(house.room.taken()).isZero();
		assertThat(house.demand.heldTopics()).isZero();
	}

	@Provide
	Arbitrary<List<Step>> stories() {
		return Combinators
			.combine(Arbitraries.of(Deed.values()), Arbitraries.integers().between(0, CLIENTS - 1),
					Arbitraries.integers().between(0, TOPICS - 1).set().ofMaxSize(8))
			.as(Step::new)
			.list()
			.ofMaxSize(40);
	}

	/** What a client does. */
	enum Deed {

		SUBSCRIBE, SUBSCRIBE_MORE, SUBSCRIBE_ALL, UNSUBSCRIBE, END, CLOSE, COME_BACK

	}

	record Step(Deed deed, int client, Set<Integer> topics) {
	}

	/** Clients with real sessions, and the model of what they have. */
	private static final class House {

		private static final SubscribeOptions TERMS = new SubscribeOptions(Delivery.ALL, false, null);

		private final StreamQuota room = new StreamQuota(MOST);

		// Fewer symbols than topics, so that the plan refuses some.
		private final Demand demand = new Demand(new DemandLimits(9, 9, Duration.ZERO), VirtualTimeScheduler.create());

		private final Clients clients;

		private final List<ClientSession> sessions = new ArrayList<>();

		private final List<EmbeddedChannel> channels = new ArrayList<>();

		private final List<NettyLink> links = new ArrayList<>();

		private final List<Boolean> ended = new ArrayList<>();

		House() {
			TickHub hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(InstantSource.system()),
					new ReplayLimits(10, 1 << 20, Duration.ofMinutes(1), 1 << 20, 10));
			DownstreamProperties properties = new Binder(
					new MapConfigurationPropertySource(Map.of("relay.downstream.max-streams", "6")))
				.bindOrCreate("relay.downstream", DownstreamProperties.class);
			this.clients = new Clients(this.demand, new Lanes(hub, 1024, LatencyMeter.NONE),
					new OutboxPool(1 << 20, hub.counters()), properties, this.room, Duration.ZERO,
					new DownstreamCounters(), Credentials.LASTING, new LoopClocks());
			for (int i = 0; i < CLIENTS; i++) {
				this.sessions.add(open());
				this.ended.add(false);
			}
		}

		private ClientSession open() {
			EmbeddedChannel channel = new EmbeddedChannel();
			ClientSession session = this.clients.open(Caller.ANYBODY, Transport.WS, channel, FORMAT);
			channel.pipeline().addLast(session.link());
			this.channels.add(channel);
			this.links.add(session.link());
			return session;
		}

		void leave() {
			this.sessions.forEach(ClientSession::close);
			this.links.forEach(NettyLink::release);
			this.channels.forEach(EmbeddedChannel::finishAndReleaseAll);
		}

		long streams() {
			long sum = 0;
			for (int i = 0; i < CLIENTS; i++) {
				sum += this.ended.get(i) ? 0 : this.sessions.get(i).streams().size();
			}
			return sum;
		}

		void play(Step step) {
			ClientSession session = this.sessions.get(step.client());
			Set<Topic> topics = new LinkedHashSet<>();
			step.topics().forEach((i) -> topics.add(new Topic(Business.CRYPTO, "T" + i + "USDT", Channel.TRADE)));
			switch (step.deed()) {
				case SUBSCRIBE, SUBSCRIBE_MORE -> session.subscribe(new RequestedStreams(topics, List.of()), TERMS,
						(outcome) -> new byte[0], (resumption) -> new byte[0]);
				case SUBSCRIBE_ALL -> subscribeAll(session, topics);
				case UNSUBSCRIBE -> session.unsubscribe(topics);
				case END -> {
					session.end(DisconnectReason.GOING_AWAY);
					this.ended.set(step.client(), true);
				}
				case CLOSE -> {
					session.close();
					this.ended.set(step.client(), true);
				}
				case COME_BACK -> {
					session.close();
					this.sessions.set(step.client(), open());
					this.ended.set(step.client(), false);
				}
			}
		}

		private void subscribeAll(ClientSession session, Set<Topic> topics) {
			List<Topic> before = session.streams();
			if (!session.subscribeAll(topics, TERMS, new byte[0])) {
				assertThat(session.streams()).isEqualTo(before);
			}
		}

	}

}
