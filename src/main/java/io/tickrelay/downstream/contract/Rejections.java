package io.tickrelay.downstream.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * The streams that a client asked for and does not get. The text of a rejection is longer
 * than the stream's name, so a message full of names could make an answer of megabytes.
 * Beyond a bound rejections are counted and not told one by one.
 */
public final class Rejections {

	/** How many are told one by one. */
	static final int MOST = 1000;

	private final List<Rejection> told;

	private int untold;

	/**
	 * Creates a list that goes on.
	 * @param before those known already
	 */
	public Rejections(List<Rejection> before) {
		this.told = new ArrayList<>(before);
	}

	/**
	 * Adds one.
	 * @param stream what was asked for
	 * @param code why it is refused
	 * @param message what to do
	 */
	public void add(String stream, ErrorCode code, String message) {
		if (this.told.size() < MOST) {
			this.told.add(new Rejection(stream, code, message));
		}
		else {
			this.untold++;
		}
	}

	/** All of them; the last one tells how many more there would be. */
	public List<Rejection> list() {
		List<Rejection> list = new ArrayList<>(this.told);
		if (this.untold > 0) {
			Rejection last = list.removeLast();
			list.add(new Rejection(last.stream(), last.code(),
					last.message() + "; " + this.untold + " more are refused and not listed"));
		}
		return list;
	}

}
