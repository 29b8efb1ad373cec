package io.tickrelay.catalog;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.tickrelay.catalog.ProductSource.Answer;
import io.tickrelay.testing.Logs;
import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The times at which lists are asked for, in virtual time.
 */
class CatalogLoaderTests {

	private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private final Catalog catalog = new Catalog(Set.of(Business.COMMON), Catalogs.properties(5),
			() -> this.timer.now(TimeUnit.MILLISECONDS), true);

	private final List<String> asked = new ArrayList<>();

	private final CatalogLoader loader = new CatalogLoader(this.catalog, this::ask, this.timer, Catalogs.properties(5));

	private Answer answer = new ProductSource.Listed(Catalogs.rows("XAUUSD"), 0);

	private @Nullable ProductType broken;

	private boolean silent;

	private @Nullable Consumer<Answer> waiting;

	@AfterEach
	void close() {
		this.loader.close();
	}

	@Test
	void asksForNothingBeforeItsTime() {
		this.loader.start(Duration.ofSeconds(5));
		pass(Duration.ofMillis(4999));
		assertThat(this.asked).isEmpty();
		pass(Duration.ofMillis(1));
		assertThat(this.asked).isNotEmpty();
	}

	@Test
	void asksForEachTypeOnceAndAgainWhenItIsOld() {
		begin();
		assertThat(this.asked).containsExactly("FOREX 0", "FUTURES 0", "ENERGY 0", "METAL 0", "INDICES 0");
		this.asked.clear();
		pass(Duration.ofMinutes(59));
		assertThat(this.asked).isEmpty();
		pass(Duration.ofMinutes(1));
		assertThat(this.asked).containsExactly("FOREX 60", "FUTURES 60", "ENERGY 60", "METAL 60", "INDICES 60");
	}

	@Test
	void asksForOneAtATime() {
		this.silent = true;
		begin();
		pass(Duration.ofDays(1));
		assertThat(this.asked).containsExactly("FOREX 0");
		this.silent = false;
		Objects.requireNonNull(this.waiting).accept(this.answer);
		pass(Duration.ZERO);
		assertThat(this.asked).hasSize(5);
	}

	@Test
	void aFailingTypeHoldsUpNoOtherAndIsAskedLessOften() {
		this.broken = ProductType.FOREX;
		begin();
		assertThat(this.asked).hasSize(5);
		assertThat(this.catalog.status(ProductType.METAL).symbols()).isOne();
		this.asked.clear();
		pass(Duration.ofMinutes(59));
		assertThat(this.asked).containsExactly("FOREX 1", "FOREX 3", "FOREX 7", "FOREX 15", "FOREX 31");
		this.asked.clear();
		pass(Duration.ofHours(4));
		assertThat(this.asked).filteredOn((line) -> line.startsWith("FOREX"))
			.containsExactly("FOREX 63", "FOREX 123", "FOREX 183", "FOREX 243");
		this.broken = null;
		pass(Duration.ofHours(1));
		assertThat(this.catalog.status(ProductType.FOREX)).returns(1, ListStatus::symbols)
			.returns(null, ListStatus::failure);
		assertThat(this.catalog.failures(ProductType.FOREX).sum()).isEqualTo(10);
	}

	@Test
	void keepsWhatItHasWhileTheUpstreamErrs() {
		begin();
		this.answer = new ProductSource.Failed("server_error");
		pass(Duration.ofHours(1));
		assertThat(this.catalog.types()).map(this.catalog::status)
			.allMatch((list) -> list.isStale() && list.symbols() == 1)
			.extracting(ListStatus::ageMs)
			.containsOnly(Duration.ofHours(1).toMillis());
		this.answer = new ProductSource.Listed(Catalogs.rows("XAGUSD"), 0);
		pass(Duration.ofMinutes(1));
		assertThat(this.catalog.types()).map(this.catalog::status)
			.allMatch((list) -> !list.isStale())
			.extracting(ListStatus::ageMs)
			.containsOnly(0L);
		assertThat(Catalogs.symbols(this.catalog.search(ProductType.METAL, "", 9).products()))
			.containsExactly("XAGUSD");
	}

	@Test
	void aBugInOneListEndsNoList() {
		this.answer = new ProductSource.Listed(new AbstractList<>() {
			@Override
			public ProductRow get(int index) {
				throw new IllegalStateException("planned");
			}

			@Override
			public int size() {
				return 1;
			}
		}, 0);
		begin();
		assertThat(this.asked).hasSize(5);
		this.answer = new ProductSource.Listed(Catalogs.rows("XAGUSD"), 0);
		pass(Duration.ofHours(1));
		assertThat(this.catalog.types()).map(this.catalog::status).allMatch((list) -> list.symbols() == 1);
	}

	@Test
	void rowsThatNameNoSymbolAreToldOnceAndCounted() {
		this.answer = new ProductSource.Listed(Catalogs.rows("XAGUSD"), 3);
		try (Logs logs = Logs.listen()) {
			begin();
			pass(Duration.ofHours(1));
			assertThat(logs.with("left out")).hasSameSizeAs(this.catalog.types());
		}
		assertThat(this.catalog.types()).map(this.catalog::status).allMatch((list) -> list.unreadable() == 3);
	}

	@Test
	void keepsNoMoreThanThereIsRoomFor() {
		this.answer = new ProductSource.Listed(Catalogs.rows("A", "B"), 0);
		begin();
		assertThat(this.catalog.search(null, "", 9).total()).isEqualTo(5);
		assertThat(this.catalog.status(ProductType.ENERGY).omitted()).isOne();
		assertThat(this.catalog.status(ProductType.INDICES).omitted()).isEqualTo(2);
	}

	@Test
	void anAnswerAfterTheEndIsHarmless() {
		this.silent = true;
		begin();
		this.loader.close();
		Objects.requireNonNull(this.waiting).accept(this.answer);
		assertThat(this.catalog.status(ProductType.FOREX).ageMs()).isNull();
	}

	private void begin() {
		this.loader.start(Duration.ZERO);
		pass(Duration.ZERO);
	}

	private void pass(Duration time) {
		this.timer.advanceTimeBy(time);
	}

	private void ask(ProductType type, Consumer<Answer> answer) {
		this.asked.add(type + " " + this.timer.now(TimeUnit.MINUTES));
		if (this.silent) {
			this.waiting = answer;
		}
		else {
			answer.accept((type == this.broken) ? new ProductSource.Failed("timeout") : this.answer);
		}
	}

}
