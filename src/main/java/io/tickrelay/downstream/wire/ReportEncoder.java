package io.tickrelay.downstream.wire;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.hub.StreamStatus;
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
	 * @param found symbols and lists
	 * @return a JSON object
	 */
	public byte[] products(ListedProducts found) {
		return this.messages
			.write(new Products(found.total(), found.lists().stream().anyMatch((list) -> list.state().equals("stale")),
					found.rows(), found.lists().stream().map(ToldList::of).toList()));
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

	private static Status status(StreamView view) {
		StreamStatus status = view.status();
		return new Status(status.state().text(), (status.cause() != null) ? status.cause().text() : null,
				status.sinceMs(), view.lastTickAgeMs(), view.etaMs());
	}

	private static ToldStream told(Listed listed) {
		StreamView view = listed.view();
		return new ToldStream(listed.name(), listed.subscribers(), listed.subscribers() == 0, status(view),
				Math.round(10 * view.ticksPerSecond()) / 10.0, view.seq());
	}

	private static ToldStep told(Explanation.Step step) {
		return new ToldStep(step.name(), step.atMs() != null, step.atMs());
	}

	private static @Nullable ToldSession told(@Nullable SessionReport session) {
		return (session != null) ? new ToldSession(session.state().name(), session.sinceMs(), session.frameBudgetLeft(),
				session.nextAttemptInMs(), told(session.lastError())) : null;
	}

	private static @Nullable ToldError told(@Nullable ErrorReport error) {
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

	private record Status(String state, @Nullable String cause, long since, @JsonInclude @Nullable Long lastTickAgeMs,
			@Nullable Long etaMs) {
	}

	private record Streams(int total, List<ToldStream> streams) {
	}

	private record ToldStream(String stream, int subscribers, boolean lingering, @JsonUnwrapped Status status,
			double rate, long seq) {
	}

	private record Explained(String stream, List<ToldStep> steps, String verdict, int holders, boolean lingering,
			@Nullable Status status, @Nullable Long lastTickAgeMs, @Nullable ToldSession session,
			@Nullable ToldError lastError, @Nullable UnreadReport undecodable) {
	}

	private record ToldStep(String step, boolean done, @Nullable Long at) {
	}

	private record ToldSession(String state, long since, int frameBudgetLeft, @Nullable Long nextAttemptInMs,
			@Nullable ToldError lastError) {
	}

	private record ToldError(String code, String message, long at) {
	}

	private record Products(int total, boolean stale, List<ListedProducts.Row> symbols, List<ToldList> lists) {
	}

	private record ToldList(String type, String business, String state, int symbols, @Nullable Integer omitted,
			@Nullable Integer unreadable, @Nullable Long ageMs, @Nullable String error) {

		static ToldList of(ListedProducts.ProductListState list) {
			return new ToldList(list.type(), list.business(), list.state(), list.symbols(), positive(list.omitted()),
					positive(list.unreadable()), list.ageMs(), list.error());
		}

		private static @Nullable Integer positive(int count) {
			return (count > 0) ? count : null;
		}

	}

}
