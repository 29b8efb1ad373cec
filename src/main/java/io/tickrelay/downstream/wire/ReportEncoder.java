package io.tickrelay.downstream.wire;

import java.util.List;

import io.tickrelay.downstream.contract.Rejection;
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
		return this.messages.object((out) -> {
			out.writeArrayPropertyStart("snapshots");
			views.forEach((view) -> writeSnapshot(out, view));
			out.writeEndArray();
			MessageEncoder.writeRejections(out, rejections);
		});
	}

	/**
	 * Writes a list of streams.
	 * @param total how many there are, those left out included
	 * @param streams those that are told
	 * @return a JSON object
	 */
	public byte[] streams(int total, List<Listed> streams) {
		return this.messages.object((out) -> {
			out.writeNumberProperty("total", total);
			out.writeArrayPropertyStart("streams");
			streams.forEach((listed) -> writeListed(out, listed));
			out.writeEndArray();
		});
	}

	/**
	 * Writes how a stream came to be as it is.
	 * @param explanation what is known of it
	 * @return a JSON object
	 */
	public byte[] explanation(Explanation explanation) {
		return this.messages.object((out) -> {
			StreamView view = explanation.view();
			out.writeStringProperty("stream", explanation.topic().name());
			writeSteps(out, explanation.steps());
			out.writeStringProperty("verdict", explanation.verdict());
			out.writeNumberProperty("holders", explanation.holders());
			out.writeBooleanProperty("lingering", view != null && explanation.holders() == 0);
			if (view != null) {
				writeStatus(out, view);
				if (view.lastTickAgeMs() != null) {
					out.writeNumberProperty("lastTickAgeMs", view.lastTickAgeMs());
				}
			}
			if (explanation.session() != null) {
				writeSession(out, explanation.session());
			}
			writeError(out, explanation.lastError());
			writeUnread(out, explanation.undecodable());
		});
	}

	/**
	 * Writes what a search of the product lists has met.
	 * @param found symbols and lists
	 * @return a JSON object
	 */
	public byte[] products(ListedProducts found) {
		return this.messages.object((out) -> {
			out.writeNumberProperty("total", found.total());
			out.writeBooleanProperty("stale", found.lists().stream().anyMatch((list) -> list.state().equals("stale")));
			out.writeArrayPropertyStart("symbols");
			found.rows().forEach((row) -> writeProduct(out, row));
			out.writeEndArray();
			out.writeArrayPropertyStart("lists");
			found.lists().forEach((list) -> writeProductList(out, list));
			out.writeEndArray();
		});
	}

	private static void writeProduct(JsonGenerator out, ListedProducts.Row row) {
		out.writeStartObject();
		out.writeStringProperty("symbol", row.symbol());
		out.writeStringProperty("type", row.type());
		out.writeStringProperty("business", row.business());
		writeText(out, "nameEn", row.nameEn());
		writeText(out, "nameCn", row.nameCn());
		writeText(out, "nameHk", row.nameHk());
		out.writeBooleanProperty("index", row.index());
		out.writeEndObject();
	}

	private static void writeProductList(JsonGenerator out, ListedProducts.ProductListState list) {
		out.writeStartObject();
		out.writeStringProperty("type", list.type());
		out.writeStringProperty("business", list.business());
		out.writeStringProperty("state", list.state());
		out.writeNumberProperty("symbols", list.symbols());
		if (list.omitted() > 0) {
			out.writeNumberProperty("omitted", list.omitted());
		}
		if (list.unreadable() > 0) {
			out.writeNumberProperty("unreadable", list.unreadable());
		}
		if (list.ageMs() != null) {
			out.writeNumberProperty("ageMs", list.ageMs());
		}
		writeText(out, "error", list.error());
		out.writeEndObject();
	}

	private static void writeText(JsonGenerator out, String name, @Nullable String text) {
		if (text != null) {
			out.writeStringProperty(name, text);
		}
	}

	private static void writeSnapshot(JsonGenerator out, StreamView view) {
		StreamView.LastValue last = view.last();
		if (last != null) {
			out.writeStartObject();
			MessageEncoder.writeSnapshot(out, last.frame(), last.ageMs());
			writeStatus(out, view);
			out.writeEndObject();
		}
	}

	private static void writeListed(JsonGenerator out, Listed listed) {
		StreamView view = listed.view();
		out.writeStartObject();
		out.writeStringProperty("stream", listed.name());
		out.writeNumberProperty("subscribers", listed.subscribers());
		out.writeBooleanProperty("lingering", listed.subscribers() == 0);
		MessageEncoder.writeStatus(out, view.status(), view.lastTickAgeMs(), view.etaMs());
		out.writeNumberProperty("rate", Math.round(10 * view.ticksPerSecond()) / 10.0);
		out.writeNumberProperty("seq", view.seq());
		out.writeEndObject();
	}

	private static void writeStatus(JsonGenerator out, StreamView view) {
		out.writeObjectPropertyStart("status");
		MessageEncoder.writeStatus(out, view.status(), view.lastTickAgeMs(), view.etaMs());
		out.writeEndObject();
	}

	private static void writeSteps(JsonGenerator out, List<Explanation.Step> steps) {
		out.writeArrayPropertyStart("steps");
		for (Explanation.Step step : steps) {
			out.writeStartObject();
			out.writeStringProperty("step", step.name());
			out.writeBooleanProperty("done", step.atMs() != null);
			if (step.atMs() != null) {
				out.writeNumberProperty("at", step.atMs());
			}
			out.writeEndObject();
		}
		out.writeEndArray();
	}

	private static void writeSession(JsonGenerator out, SessionReport session) {
		out.writeObjectPropertyStart("session");
		out.writeStringProperty("state", session.state().name());
		out.writeNumberProperty("since", session.sinceMs());
		out.writeNumberProperty("frameBudgetLeft", session.frameBudgetLeft());
		if (session.nextAttemptInMs() != null) {
			out.writeNumberProperty("nextAttemptInMs", session.nextAttemptInMs());
		}
		writeError(out, session.lastError());
		out.writeEndObject();
	}

	private static void writeError(JsonGenerator out, @Nullable ErrorReport error) {
		if (error != null) {
			out.writeObjectPropertyStart("lastError");
			out.writeStringProperty("code", error.code());
			out.writeStringProperty("message", error.message());
			out.writeNumberProperty("at", error.atMs());
			out.writeEndObject();
		}
	}

	private static void writeUnread(JsonGenerator out, @Nullable UnreadReport unread) {
		if (unread != null) {
			out.writeObjectPropertyStart("undecodable");
			out.writeNumberProperty("count", unread.count());
			out.writeStringProperty("lastKind", unread.lastKind());
			out.writeNumberProperty("lastAgeMs", unread.lastAgeMs());
			out.writeEndObject();
		}
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

}
