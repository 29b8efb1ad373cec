package io.tickrelay.load;

import java.util.Locale;

/**
 * A drawing, element by element. Numbers have one decimal and a point in every locale.
 */
final class Svg {

	private final StringBuilder text = new StringBuilder(4096);

	Svg(int width, int height) {
		this.text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"13\"")
			.append(" fill=\"#222\"");
		attribute("viewBox", "0 0 " + width + " " + height);
		attribute("width", width);
		attribute("height", height);
		this.text.append(">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	}

	void line(double fromX, double fromY, double toX, double toY, String colour, int width) {
		this.text.append("<line");
		attribute("x1", fromX);
		attribute("y1", fromY);
		attribute("x2", toX);
		attribute("y2", toY);
		attribute("stroke", colour);
		attribute("stroke-width", width);
		this.text.append("/>\n");
	}

	/**
	 * Writes words.
	 * @param x of their start, middle or end, as {@code style} says
	 * @param y of their base line
	 * @param style further attributes, may be empty
	 * @param words what to write
	 */
	void text(double x, double y, String style, String words) {
		this.text.append("<text");
		attribute("x", x);
		attribute("y", y);
		this.text.append(style.isEmpty() ? "" : " ")
			.append(style)
			.append('>')
			.append(words.replace("&", "&amp;").replace("<", "&lt;"))
			.append("</text>\n");
	}

	/**
	 * Draws a line through points.
	 * @param xs of the points
	 * @param ys of the points, as many
	 * @param colour of the line
	 * @param dashed whether it has gaps
	 */
	void polyline(double[] xs, double[] ys, String colour, boolean dashed) {
		StringBuilder points = new StringBuilder();
		for (int i = 0; i < xs.length; i++) {
			points.append(number(xs[i])).append(',').append(number(ys[i])).append(' ');
		}
		this.text.append("<polyline fill=\"none\" stroke-width=\"2\"");
		attribute("stroke", colour);
		if (dashed) {
			attribute("stroke-dasharray", "6 4");
		}
		attribute("points", points.toString().strip());
		this.text.append("/>\n");
	}

	/**
	 * The drawing so far.
	 * @return a whole document
	 */
	String document() {
		return this.text + "</svg>\n";
	}

	private void attribute(String name, double value) {
		attribute(name, number(value));
	}

	private void attribute(String name, String value) {
		this.text.append(' ').append(name).append("=\"").append(value).append('"');
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, "%.1f", value);
	}

}
