package io.tickrelay.demand;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads take and give leases while lingers end. The demand that is left must be
 * that of a plain count.
 */
@Timeout(60)
class DemandChurnTests {

	private static final int THREADS = 4;

	private static final int STEPS = 4_000;

	private static final List<Business> BUSINESSES = List.of(Business.CRYPTO, Business.STOCK);

	private static final List<Topic> TOPICS = topics();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void theEndStateIsThatOfAModelWhateverTheThreadsDid(long seed) throws Exception {
		ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
		timers.setRemoveOnCancelPolicy(true);
		Scheduler timer = Schedulers.fromExecutorService(timers);
		Demand demand = new Demand(new DemandLimits(8, 12, Duration.ofNanos(200_000)), timer);
		Follower follower = new Follower(demand);
		demand.addListener(follower);
		Map<Lease, Set<Topic>> models = new HashMap<>();
		try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
			List<Callable<Map<Lease, Set<Topic>>>> work = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				Random random = new Random(seed * 100 + i);
				work.add(() -> churn(demand, random));
			}
			for (Future<Map<Lease, Set<Topic>>> done : threads.invokeAll(work)) {
				models.putAll(done.get(50, TimeUnit.SECONDS));
			}
		}
		Map<Topic, Integer> holders = new HashMap<>();
		models.values().forEach((model) -> model.forEach((topic) -> holders.merge(topic, 1, Integer::sum)));
		TOPICS.forEach((topic) -> assertThat(demand.holders(topic)).as(topic.name())
			.isEqualTo(holders.getOrDefault(topic, 0)));
		await(() -> demand.lingeringTopics() == 0);
		assertThat(wanted(demand)).isEqualTo(holders.keySet());
		assertThat(follower.levels()).isEqualTo(holders.keySet());

		models.keySet().forEach(Lease::close);
		await(() -> demand.lingeringTopics() == 0);
		assertThat(wanted(demand)).isEmpty();
		assertThat(follower.levels()).isEmpty();
		assertThat(demand.heldTopics()).isZero();
		await(timers.getQueue()::isEmpty);
		everySlotIsFree(demand);
		timer.dispose();
		timers.shutdownNow();
	}

	private static Map<Lease, Set<Topic>> churn(Demand demand, Random random) {
		Map<Lease, Set<Topic>> model = new HashMap<>();
		List<Lease> open = new ArrayList<>();
		for (int step = 0; step < STEPS; step++) {
			int dice = random.nextInt(10);
			if (open.isEmpty() || (dice == 0 && open.size() < 6)) {
				Lease lease = demand.lease();
				open.add(lease);
				model.put(lease, new HashSet<>());
			}
			Lease lease = open.get(random.nextInt(open.size()));
			Set<Topic> held = model.getOrDefault(lease, Set.of());
			Set<Topic> topics = some(random);
			if (dice <= 4) {
				Lease.Admission admission = lease.add(topics);
				assertThat(admission.held().size() + admission.overQuota().size()).isEqualTo(topics.size());
				held.addAll(admission.held());
			}
			else if (dice <= 8) {
				lease.remove(topics);
				held.removeAll(topics);
			}
			else {
				lease.close();
				open.remove(lease);
				model.remove(lease);
				assertThat(lease.add(topics).held()).isEmpty();
			}
			for (Business business : BUSINESSES) {
				assertThat(symbols(demand.wanted(business))).isLessThanOrEqualTo(8);
			}
		}
		return model;
	}

	private static void everySlotIsFree(Demand demand) {
		for (Business business : BUSINESSES) {
			for (int i = 0; i < 6; i++) {
				Topic topic = new Topic(business, "FREE" + i, Channel.TRADE);
				assertThat(demand.lease().add(List.of(topic)).held()).containsExactly(topic);
			}
		}
		Topic beyond = new Topic(Business.STOCK, "BEYOND", Channel.TRADE);
		assertThat(demand.lease().add(List.of(beyond)).overQuota()).containsExactly(beyond);
	}

	private static Set<Topic> some(Random random) {
		Set<Topic> topics = new HashSet<>();
		for (int count = 1 + random.nextInt(3); count > 0; count--) {
			topics.add(TOPICS.get(random.nextInt(TOPICS.size())));
		}
		return topics;
	}

	private static Set<Topic> wanted(Demand demand) {
		Set<Topic> wanted = new HashSet<>();
		BUSINESSES.forEach((business) -> wanted.addAll(demand.wanted(business)));
		return wanted;
	}

	private static long symbols(Collection<Topic> topics) {
		return topics.stream().map(Topic::symbol).distinct().count();
	}

	private static void await(Callable<Boolean> condition) throws Exception {
		long start = System.nanoTime();
		while (!condition.call()) {
			assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
			Thread.onSpinWait();
		}
	}

	private static List<Topic> topics() {
		List<Topic> topics = new ArrayList<>();
		for (Business business : BUSINESSES) {
			for (int i = 0; i < 12; i++) {
				topics.add(new Topic(business, "S" + i, Channel.TRADE));
				topics.add(new Topic(business, "S" + i, Channel.kline(Interval.ONE_MINUTE)));
			}
		}
		return topics;
	}

	/** Reads the level whenever it is told of a change, as a session does. */
	private static final class Follower implements DemandListener {

		private final Demand demand;

		private final Map<Business, Set<Topic>> levels = new ConcurrentHashMap<>();

		Follower(Demand demand) {
			this.demand = demand;
		}

		@Override
		public void wantedChanged(Business business) {
			this.levels.put(business, this.demand.wanted(business));
		}

		@Override
		public void dropped(Topic topic) {
			assertThat(this.demand.wanted(topic.business())).doesNotContain(topic);
		}

		Set<Topic> levels() {
			Set<Topic> all = new HashSet<>();
			this.levels.values().forEach(all::addAll);
			return all;
		}

	}

}
