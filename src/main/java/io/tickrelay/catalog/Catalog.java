package io.tickrelay.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's product lists, as far as they are known, and the answers that they give.
 * Readers on any thread see one immutable {@link Shelf}; {@link CatalogLoader} alone
 * replaces it.
 */
public final class Catalog {

	/** An older list rejects no symbol, because symbols may have been listed since. */
	private static final int BELIEVED_TTLS = 2;

	/**
	 * The most searches for similar symbols a second. More would give the CPU to a client
	 * that types nonsense.
	 */
	private static final int MOST_NEAR_A_SECOND = 200;

	private static final long SECOND_MS = Duration.ofSeconds(1).toMillis();

	private final Map<ProductType, Business> types = new EnumMap<>(ProductType.class);

	private final Map<ProductType, LongAdder> failures = new EnumMap<>(ProductType.class);

	private final Map<ProductType, Integer> unreadable = new ConcurrentHashMap<>();

	private final int maxSymbols;

	private final long believedMs;

	private final LongSupplier nowMs;

	private final boolean supplied;

	/** Written by the loader's thread. */
	private volatile Shelf shelf = new Shelf(Map.of(), Map.of(), Index.EMPTY);

	// Guarded by this.
	private long nearSecond;

	// Guarded by this.
	private int nearInSecond;

	/**
	 * Creates an empty catalog of all types that the businesses carry.
	 * @param businesses the businesses that this relay serves
	 * @param properties its bounds
	 * @param nowMs a clock that never goes back, in milliseconds
	 * @param supplied whether lists can be loaded at all
	 */
	public Catalog(Set<Business> businesses, CatalogProperties properties, LongSupplier nowMs, boolean supplied) {
		for (ProductType type : ProductType.values()) {
			Business carrier = type.carrier(businesses);
			if (businesses.contains(carrier)) {
				this.types.put(type, carrier);
				this.failures.put(type, new LongAdder());
			}
		}
		this.maxSymbols = properties.maxSymbols();
		this.believedMs = properties.ttl().multipliedBy(BELIEVED_TTLS).toMillis();
		this.nowMs = nowMs;
		this.supplied = supplied;
	}

	/**
	 * Whether lists are loaded at all.
	 * @return false where that is switched off, or there is no source of lists
	 */
	public boolean isSupplied() {
		return this.supplied;
	}

	/**
	 * The types whose products this relay can serve.
	 * @return in the order of the enum
	 */
	public Set<ProductType> types() {
		return Collections.unmodifiableSet(this.types.keySet());
	}

	/**
	 * The state of a list now.
	 * @param type one of {@link #types}
	 * @return its status
	 */
	public ListStatus status(ProductType type) {
		Shelf now = this.shelf;
		ProductList list = now.lists().get(type);
		String failure = now.failures().get(type);
		return (list == null) ? new ListStatus(type, carrier(type), 0, 0, 0, null, failure)
				: new ListStatus(type, carrier(type), list.products().size(), list.omitted(),
						this.unreadable.getOrDefault(type, 0), Math.max(0, nowMs() - list.fetchedMs()), failure);
	}

	/**
	 * How often the list of a type could not be had.
	 * @param type one of {@link #types}
	 * @return a live counter
	 */
	public LongAdder failures(ProductType type) {
		LongAdder counter = this.failures.get(type);
		if (counter == null) {
			throw new IllegalArgumentException(type + " is not served");
		}
		return counter;
	}

	/**
	 * Searches symbols and names, whatever their case. A whole symbol ranks before the
	 * beginning of one, and that before names. Equal ranks are ordered by type and
	 * symbol.
	 * @param type only of this type, or null for all
	 * @param text what to look for; empty for all there is
	 * @param limit the most to tell
	 * @return the best of them
	 */
	public Found search(@Nullable ProductType type, String text, int limit) {
		Map<Product.Match, List<Product>> matches = new EnumMap<>(Product.Match.class);
		String part = Product.fold(text);
		int total = 0;
		for (Map.Entry<ProductType, ProductList> each : this.shelf.lists().entrySet()) {
			if (type == null || type == each.getKey()) {
				for (Product product : each.getValue().products()) {
					Product.Match match = part.isEmpty() ? Product.Match.CODE : product.match(part);
					if (match != null) {
						total++;
						List<Product> alike = matches.computeIfAbsent(match, (_) -> new ArrayList<>());
						if (alike.size() < limit) {
							alike.add(product);
						}
					}
				}
			}
		}
		return new Found(total, matches.values().stream().flatMap(List::stream).limit(limit).toList());
	}

	/** The catalog's time. */
	long nowMs() {
		return this.nowMs.getAsLong();
	}

	/** The products of exactly this symbol, one a type. */
	List<Product> named(String symbol) {
		return this.shelf.index().named(symbol);
	}

	/** A product whose symbol differs at most by its letters' case. */
	Optional<Product> inAnyCase(String symbol) {
		return this.shelf.index().inAnyCase(symbol);
	}

	/**
	 * Whether a symbol that no list holds does not exist, because every list is known
	 * that could hold it.
	 * @param business whose symbol it would be, or null for any
	 * @param symbol the symbol
	 * @return false where it may exist
	 */
	boolean isConclusive(@Nullable Business business, String symbol) {
		List<ProductType> ofBusiness = this.types.entrySet()
			.stream()
			.filter((each) -> business == null || business.equals(each.getValue()))
			.map(Map.Entry::getKey)
			.toList();
		List<ProductType> ofForm = ofBusiness.stream().filter((type) -> type.mayHold(symbol)).toList();
		List<ProductType> asked = ofForm.isEmpty() ? ofBusiness : ofForm;
		Map<ProductType, ProductList> lists = this.shelf.lists();
		long notBeforeMs = nowMs() - this.believedMs;
		return !asked.isEmpty() && asked.stream().allMatch((type) -> {
			ProductList list = lists.get(type);
			return list != null && list.isConclusive(notBeforeMs);
		});
	}

	/** Symbols that may have been meant; none where too much nonsense is typed. */
	List<Product> near(String symbol) {
		return mayLookNear() ? this.shelf.index().near(symbol) : List.of();
	}

	/**
	 * A list has come. Called by the loader's thread.
	 * @return how many rows there was no room for
	 */
	int onListed(ProductType type, List<ProductRow> rows) {
		Shelf before = this.shelf;
		Map<ProductType, ProductList> lists = new EnumMap<>(ProductType.class);
		lists.putAll(before.lists());
		ProductList old = lists.remove(type);
		int others = lists.values().stream().mapToInt((list) -> list.products().size()).sum();
		ProductList list = ProductList.of(type, carrier(type), rows, this.maxSymbols - others, old, nowMs());
		lists.put(type, list);
		this.shelf = new Shelf(lists, without(before.failures(), type), new Index(lists.values()));
		return list.omitted();
	}

	/**
	 * So many rows of a list that has come name no symbol. Called by the loader's thread.
	 */
	void onUnreadable(ProductType type, int rows) {
		this.unreadable.put(type, rows);
	}

	/** A list could not be had. Called by the loader's thread. */
	void onFailed(ProductType type, String why) {
		failures(type).increment();
		Shelf before = this.shelf;
		Map<ProductType, String> failed = without(before.failures(), type);
		failed.put(type, why);
		this.shelf = new Shelf(before.lists(), failed, before.index());
	}

	private synchronized boolean mayLookNear() {
		long second = nowMs() / SECOND_MS;
		if (second != this.nearSecond) {
			this.nearSecond = second;
			this.nearInSecond = 0;
		}
		this.nearInSecond++;
		return this.nearInSecond <= MOST_NEAR_A_SECOND;
	}

	private Business carrier(ProductType type) {
		Business carrier = this.types.get(type);
		if (carrier == null) {
			throw new IllegalArgumentException(type + " is not served");
		}
		return carrier;
	}

	private static Map<ProductType, String> without(Map<ProductType, String> failures, ProductType type) {
		Map<ProductType, String> others = new EnumMap<>(ProductType.class);
		others.putAll(failures);
		others.remove(type);
		return others;
	}

	/**
	 * What is known at one time.
	 *
	 * @param lists those that have come, in the order of the types
	 * @param failures why the last attempt failed, of those types where it did
	 * @param index all of the lists
	 */
	private record Shelf(Map<ProductType, ProductList> lists, Map<ProductType, String> failures, Index index) {
	}

}
