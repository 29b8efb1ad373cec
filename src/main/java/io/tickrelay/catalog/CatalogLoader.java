package io.tickrelay.catalog;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/**
 * Loads the product lists, one after another, and again when they have grown old. A type
 * that fails is asked for less and less often, and delays no other. All work runs on the
 * scheduler's one thread.
 */
public final class CatalogLoader implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(CatalogLoader.class);

	private static final int MOST_DOUBLINGS = 16;

	private final Catalog catalog;

	private final ProductSource source;

	private final Scheduler timer;

	private final Duration ttl;

	private final Duration retryDelay;

	private final Map<ProductType, Plan> plans = new EnumMap<>(ProductType.class);

	/**
	 * Creates a loader that does nothing yet.
	 * @param catalog takes the lists
	 * @param source has them
	 * @param timer has one thread; ends with the loader
	 * @param properties how often
	 */
	public CatalogLoader(Catalog catalog, ProductSource source, Scheduler timer, CatalogProperties properties) {
		this.catalog = catalog;
		this.source = source;
		this.timer = timer;
		this.ttl = properties.ttl();
		this.retryDelay = properties.retryDelay();
	}

	/**
	 * Begins.
	 * @param delay until the first list is asked for
	 */
	public void start(Duration delay) {
		hop(() -> {
			long firstMs = nowMs() + delay.toMillis();
			this.catalog.types().forEach((type) -> this.plans.put(type, new Plan(firstMs, 0)));
			askForNext();
		});
	}

	@Override
	public void close() {
		this.timer.dispose();
	}

	private void askForNext() {
		this.plans.entrySet()
			.stream()
			.min(Comparator.comparingLong((each) -> each.getValue().dueMs()))
			.ifPresent((next) -> this.timer.schedule(() -> ask(next.getKey()),
					Math.max(0, next.getValue().dueMs() - nowMs()), TimeUnit.MILLISECONDS));
	}

	private void ask(ProductType type) {
		this.source.ask(type, (answer) -> hop(() -> {
			// The list is due again whatever becomes of this answer, because one bug must
			// not end all loading.
			this.plans.put(type, new Plan(nowMs() + this.ttl.toMillis(), failures(type)));
			try {
				onAnswer(type, answer);
			}
			catch (RuntimeException ex) {
				log.atError().addKeyValue("type", type).setCause(ex).log("A product list could not be taken in");
			}
			askForNext();
		}));
	}

	private void onAnswer(ProductType type, ProductSource.Answer answer) {
		switch (answer) {
			case ProductSource.Listed listed -> onListed(type, listed);
			case ProductSource.Failed(String why) -> onFailed(type, why);
		}
	}

	private void onListed(ProductType type, ProductSource.Listed listed) {
		boolean news = this.catalog.status(type).ageMs() == null || failures(type) > 0;
		int unreadable = this.catalog.status(type).unreadable();
		int omitted = this.catalog.onListed(type, listed.rows());
		this.catalog.onUnreadable(type, listed.unreadable());
		if (listed.unreadable() > 0 && listed.unreadable() != unreadable) {
			log.atWarn()
				.addKeyValue("type", type)
				.addKeyValue("rows", listed.unreadable())
				.log("A product list has rows whose symbol can't be read; they are left out");
		}
		if (omitted > 0) {
			log.atWarn()
				.addKeyValue("type", type)
				.addKeyValue("omitted", omitted)
				.log("A product list has more symbols than relay.catalog.max-symbols has room for");
		}
		if (news) {
			log.atInfo()
				.addKeyValue("type", type)
				.addKeyValue("symbols", this.catalog.status(type).symbols())
				.log("A product list is loaded");
		}
		this.plans.put(type, new Plan(nowMs() + this.ttl.toMillis(), 0));
	}

	private void onFailed(ProductType type, String why) {
		int before = failures(type);
		this.catalog.onFailed(type, why);
		if (before == 0) {
			log.atWarn().addKeyValue("type", type).addKeyValue("outcome", why).log("A product list could not be had");
		}
		long grownMs = this.retryDelay.toMillis() << Math.min(before, MOST_DOUBLINGS);
		long delayMs = Math.min(grownMs, Math.max(this.ttl.toMillis(), this.retryDelay.toMillis()));
		this.plans.put(type, new Plan(nowMs() + delayMs, before + 1));
	}

	private int failures(ProductType type) {
		Plan plan = this.plans.get(type);
		return (plan == null) ? 0 : plan.failures();
	}

	private long nowMs() {
		return this.catalog.nowMs();
	}

	private void hop(Runnable task) {
		try {
			this.timer.schedule(task);
		}
		catch (RejectedExecutionException _) {
			// The application stops, and the list has no more users.
		}
	}

	/**
	 * When a list is asked for next.
	 *
	 * @param dueMs the time
	 * @param failures how many attempts have failed one after another
	 */
	private record Plan(long dueMs, int failures) {
	}

}
