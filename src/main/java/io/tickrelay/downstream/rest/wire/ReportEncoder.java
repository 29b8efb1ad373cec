package io.tickrelay.downstream.rest.wire;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tickrelay.catalog.Found;
import io.tickrelay.catalog.ListStatus;
import io.tickrelay.catalog.Product;
import io.tickrelay.catalog.ProductRow;
import io.tickrelay.demand.TopicStory;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.Rejected;
import io.tickrelay.downstream.wire.StatusFields;
import io.tickrelay.hub.StreamView;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the answers of the REST endpoints. What they share with streams' messages has
 * the same names and the same form. Safe for any thread.
 */
public final class ReportEncoder {

	private final MessageEncoder messages;

	/**
	 * Creates an encoder.
	 * @param messages shares its JSON
	 */
	public ReportEncoder(MessageEncoder messages) {
		this.messages = messages;
	}

	/**
	 * Writes last known values.
	 * @param views streams; those without a value are passed over
	 * @param rejections the streams that were asked for and have none, and why
	 * @return a JSON object
	 */
	public byte[] snapshots(List<StreamView> views, List<Rejection> rejections) {
		return this.messages.mixed((out) -> {
			out.writeArrayPropertyStart("snapshots");
			views.forEach((view) -> writeSnapshot(out, view));
			out.writeEndArray();
			out.writePOJOProperty("rejected", Rejected.of(rejections));
		});
	}

	/**
	 * Writes a list of streams.
	 * @param total how many there are, those left out included
	 * @param streams those that are told
	 * @return a JSON object
	 */
	public byte[] streams(int total, List<Listed> streams) {
		return this.messages.write(new Streams(total, streams.stream().map(ReportEncoder::told).toList()));
	}

	/**
	 * Writes how a stream came to be as it is.
	 * @param explanation what is known of it
	 * @return a JSON object
	 */
	public byte[] explanation(Explanation explanation) {
		StreamView view = explanation.view();
		return this.messages.write(new Explained(explanation.topic().name(),
				explanation.steps().stream().map(ReportEncoder::told).toList(), explanation.verdict(),
				explanation.holders(), view != null && explanation.holders() == 0, (view != null) ? status(view) : null,
				(view != null) ? view.lastTickAgeMs() : null, told(explanation.session()),
				told(explanation.lastError()), explanation.undecodable()));
	}

	/**
	 * Writes what a search of the product lists has met.
	 * @param found the products
	 * @param lists the lists that were searched, or should have been
	 * @return a JSON object
	 */
	public byte[] products(Found found, List<ListStatus> lists) {
		return this.messages.write(new Products(found.total(), lists.stream().anyMatch(ListStatus::isStale),
				found.products().stream().map(ToldProduct::of).toList(), lists.stream().map(ToldList::of).toList()));
	}

	/** A tick's fields are the hot writer's, as in a stream's message. */
	private static void writeSnapshot(JsonGenerator out, StreamView view) {
		StreamView.LastValue last = view.last();
		if (last != null) {
			out.writeStartObject();
			MessageEncoder.writeSnapshot(out, last.frame(), last.ageMs());
			out.writePOJOProperty("status", status(view));
			out.writeEndObject();
		}
	}

	private static StatusFields status(StreamView view) {
		return StatusFields.of(view.status(), view.lastTickAgeMs(), view.etaMs());
	}

	private static ToldStream told(Listed listed) {
		StreamView view = listed.view();
		return new ToldStream(listed.name(), listed.subscribers(), listed.subscribers() == 0, status(view),
				Math.round(10 * view.ticksPerSecond()) / 10.0, view.seq());
	}

	private static ToldStep told(Explanation.Step step) {
		return new ToldStep(step.name(), step.atMs() != null, step.atMs());
	}

	private static @Nullable ToldSession told(TopicStory.@Nullable Session session) {
		return (session != null) ? new ToldSession(session.phase().name(), session.sinceMs(), session.frameBudgetLeft(),
				session.nextAttemptInMs(), told(session.lastError())) : null;
	}

	private static @Nullable ToldError told(TopicStory.@Nullable Fault error) {
		return (error != null) ? new ToldError(error.code(), error.message(), error.atMs()) : null;
	}

	/**
	 * One stream of a list.
	 *
	 * @param name its canonical name
	 * @param subscribers how many clients have it; 0 where it lingers
	 * @param view the stream
	 */
	public record Listed(String name, int subscribers, StreamView view) {
	}

	private record Streams(int total, List<ToldStream> streams) {
	}

	private record ToldStream(String stream, int subscribers, boolean lingering, @JsonUnwrapped StatusFields status,
			double rate, long seq) {
	}

	private record Explained(String stream, List<ToldStep> steps, String verdict, int holders, boolean lingering,
			@Nullable StatusFields status, @Nullable Long lastTickAgeMs, @Nullable ToldSession session,
			@Nullable ToldError lastError, TopicStory.@Nullable Unread undecodable) {
	}

	private record ToldStep(String step, boolean done, @Nullable Long at) {
	}

	private record ToldSession(String state, long since, int frameBudgetLeft, @Nullable Long nextAttemptInMs,
			@Nullable ToldError lastError) {
	}

	private record ToldError(String code, String message, long at) {
	}

	private record Products(int total, boolean stale, List<ToldProduct> symbols, List<ToldList> lists) {
	}

	private record ToldProduct(String symbol, String type, String business, @Nullable String nameEn,
			@Nullable String nameCn, @Nullable String nameHk, boolean index) {

		static ToldProduct of(Product product) {
			ProductRow row = product.row();
			return new ToldProduct(row.symbol(), product.type().name(), product.business().name(), row.nameEn(),
					row.nameCn(), row.nameHk(), row.index());
		}

	}

	private record ToldList(String type, String business, String state, int symbols, @Nullable Integer omitted,
			@Nullable Integer unreadable, @Nullable Long ageMs, @Nullable String error) {

		static ToldList of(ListStatus list) {
			return new ToldList(list.type().name(), list.business().name(), state(list), list.symbols(),
					positive(list.omitted()), positive(list.unreadable()), list.ageMs(), list.failure());
		}

		private static String state(ListStatus list) {
			if (list.ageMs() == null) {
				return "missing";
			}
			return list.isStale() ? "stale" : "fresh";
		}

		private static @Nullable Integer positive(int count) {
			return (count > 0) ? count : null;
		}

	}

}
