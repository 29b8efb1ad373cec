package io.tickrelay.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Everything that anybody logs while it is open, keys and exceptions included. */
public final class Logs implements AutoCloseable {

	private final Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT");

	private final Level before = this.root.getLevel();

	private final Set<String> loggers = ConcurrentHashMap.newKeySet();

	private final List<String> all = new ArrayList<>();

	private final Lines lines = new Lines();

	private Logs() {
	}

	/** Listens to what is logged anyway. */
	public static Logs listen() {
		Logs logs = new Logs();
		logs.lines.start();
		logs.root.addAppender(logs.lines);
		return logs;
	}

	/** Has everybody log whatever they can. */
	public void traceAll() {
		this.root.setLevel(Level.TRACE);
	}

	/** The names of all that have logged. */
	public Set<String> loggers() {
		return this.loggers;
	}

	/** What they have logged, each with its level in front. */
	public List<String> all() {
		synchronized (this.all) {
			return List.copyOf(this.all);
		}
	}

	/**
	 * Warnings and errors, but for the upstream's of a silent market: the session judges
	 * that by itself, and no client causes it.
	 */
	public List<String> complaints() {
		return all().stream()
			.filter((line) -> line.startsWith("ERROR") || (line.startsWith("WARN") && !line.contains("code=\"mute\"")))
			.toList();
	}

	/** What they have logged and has a text in it. */
	public List<String> with(String text) {
		return all().stream().filter((line) -> line.contains(text)).toList();
	}

	@Override
	public void close() {
		this.root.detachAppender(this.lines);
		this.root.setLevel(this.before);
	}

	private final class Lines extends AppenderBase<ILoggingEvent> {

		@Override
		protected void append(ILoggingEvent event) {
			Logs.this.loggers.add(event.getLoggerName());
			String thrown = (event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy())
					: "";
			synchronized (Logs.this.all) {
				Logs.this.all.add(event.getLevel() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs()
						+ " " + event.getMDCPropertyMap() + " " + thrown);
			}
		}

	}

}
