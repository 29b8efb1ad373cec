package io.tickrelay.simulator;

import io.tickrelay.tick.Business;

/**
 * A receiver of an exchange's pushes: a session, or a test. Owned by the loop.
 */
interface Watcher {

	Business business();

	/**
	 * Takes one frame; it is sent with the end of the pulse, or skipped.
	 * @param frame the text in UTF-8, never changed afterwards
	 */
	void push(byte[] frame);

}
