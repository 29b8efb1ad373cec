package io.tickrelay.load;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tickrelay.load.client.LoadTransport;
import org.HdrHistogram.Histogram;

/**
 * Latencies by percentile. Each step to the right is ten times fewer ticks. The tail
 * matters most, and on an even axis it would be a hair wide.
 */
final class LatencyPlot {

	private static final int WIDTH = 860;

	private static final int HEIGHT = 498;

	private static final int LEFT = 80;

	private static final int RIGHT = 815;

	private static final int TOP = 108;

	private static final int LEGEND = 74;

	private static final int LEGEND_ROW = 20;

	private static final int BOTTOM = 428;

	private static final List<String> PERCENTILES = List.of("0", "90", "99", "99.9", "99.99", "99.999", "99.9999");

	// The colours can be told apart by readers who see few colours, too.
	private static final List<String> COLOURS = List.of("#0072b2", "#d55e00");

	private static final String GRID = "#dddddd";

	private static final String AXIS = "#222222";

	private static final String MIDDLE = "text-anchor=\"middle\"";

	private static final int POINTS_PER_NINE = 50;

	private static final int MOST_LINES = 8;

	private final LoadSettings settings;

	private final List<Line> lines;

	private final int nines;

	private final double stepMs;

	private final double topMs;

	LatencyPlot(LoadSettings settings, List<Measured> measured) {
		this.settings = settings;
		this.lines = IntStream.range(0, measured.size()).boxed().flatMap((i) -> lines(measured.get(i), i)).toList();
		long fewest = measured.stream().mapToLong((it) -> it.load().delivered()).min().orElse(1);
		// Further out a line would show one tick and not a percentile.
		this.nines = Math.clamp((long) Math.log10((double) Math.max(1, fewest)), 1, PERCENTILES.size() - 1);
		double highest = this.lines.stream()
			.mapToDouble((line) -> millis(line.latencies(), this.nines))
			.max()
			.orElse(1);
		this.stepMs = step(Math.max(highest, 0.001) / MOST_LINES);
		this.topMs = this.stepMs * Math.max(1, Math.ceil(highest / this.stepMs));
	}

	private static Stream<Line> lines(Measured it, int column) {
		LoadTransport transport = it.load().transport();
		Line warm = new Line(transport.name(), it.load().latencies(), column, false);
		return (it.cold() != null) ? Stream.of(warm, new Line(transport + " cold", it.cold().latencies(), column, true))
				: Stream.of(warm);
	}

	String svg() {
		Svg svg = new Svg(WIDTH, HEIGHT);
		svg.text(LEFT, 32, "font-size=\"18\" font-weight=\"bold\"",
				"Latency from the relay's receipt to the client's read");
		svg.text(LEFT, 54, "fill=\"#555\"", subtitle());
		drawAxes(svg);
		for (Line line : this.lines) {
			drawLine(svg, line);
			drawLegend(svg, line);
		}
		return svg.document();
	}

	private String subtitle() {
		return String.format(Locale.ROOT, "%,d clients × %d %s streams, %,d deliveries/s offered, mode %s",
				this.settings.clients(), this.settings.streams(), this.settings.different() ? "different" : "equal",
				this.settings.offered(), this.settings.conflate() ? "conflate" : "all");
	}

	private void drawAxes(Svg svg) {
		for (int i = 0; i * this.stepMs <= this.topMs * 1.001; i++) {
			double y = y(i * this.stepMs);
			svg.line(LEFT, y, RIGHT, y, GRID, 1);
			svg.text(LEFT - 8, y + 4, "text-anchor=\"end\"", label(i * this.stepMs));
		}
		for (int nine = 0; nine <= this.nines; nine++) {
			svg.line(x(nine), TOP, x(nine), BOTTOM, GRID, 1);
			svg.text(x(nine), BOTTOM + 20, MIDDLE, PERCENTILES.get(nine) + " %");
		}
		svg.line(LEFT, TOP, LEFT, BOTTOM, AXIS, 1);
		svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, AXIS, 1);
		svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 48, MIDDLE, "share of ticks that were at most so late");
		svg.text(0, 0, MIDDLE + " transform=\"translate(24 " + (TOP + BOTTOM) / 2 + ") rotate(-90)\"", "latency, ms");
	}

	private void drawLine(Svg svg, Line line) {
		double[] xs = new double[this.nines * POINTS_PER_NINE + 1];
		double[] ys = new double[xs.length];
		for (int i = 0; i < xs.length; i++) {
			double nine = i / (double) POINTS_PER_NINE;
			xs[i] = x(nine);
			ys[i] = y(millis(line.latencies(), nine));
		}
		svg.polyline(xs, ys, line.colour(), line.cold());
	}

	private void drawLegend(Svg svg, Line line) {
		double x = LEFT + line.column() * (RIGHT - LEFT) / 2.0;
		double y = LEGEND + (line.cold() ? LEGEND_ROW : 0);
		svg.polyline(new double[] { x, x + 24 }, new double[] { y, y }, line.colour(), line.cold());
		Histogram latencies = line.latencies();
		svg.text(x + 32, y + 4, "",
				String.format(Locale.ROOT, "%s: p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f ms", line.name(),
						latencies.getValueAtPercentile(50) / 1e3, latencies.getValueAtPercentile(99) / 1e3,
						latencies.getValueAtPercentile(99.9) / 1e3, latencies.getMaxValue() / 1e3));
	}

	private double x(double nine) {
		return LEFT + (RIGHT - LEFT) * nine / this.nines;
	}

	private double y(double ms) {
		return BOTTOM - (BOTTOM - TOP) * Math.min(ms, this.topMs) / this.topMs;
	}

	private static double millis(Histogram latencies, double nine) {
		return latencies.getValueAtPercentile(100 - 100 * Math.pow(10, -nine)) / 1e3;
	}

	// The axis ends at the next of 1, 2, 5, 10, 20, ... milliseconds.
	private static double step(double least) {
		double power = Math.pow(10, Math.floor(Math.log10(least)));
		for (int factor : new int[] { 1, 2, 5 }) {
			if (factor * power >= least) {
				return factor * power;
			}
		}
		return 10 * power;
	}

	private static String label(double ms) {
		return String.format(Locale.ROOT, (ms == Math.rint(ms)) ? "%.0f" : "%.3g", ms);
	}

	/**
	 * The data of one line.
	 *
	 * @param name in the legend
	 * @param latencies in microseconds
	 * @param column the transport's, from 0
	 * @param cold whether of a relay that had just started
	 */
	private record Line(String name, Histogram latencies, int column, boolean cold) {

		String colour() {
			return COLOURS.get(this.column);
		}

	}

}
