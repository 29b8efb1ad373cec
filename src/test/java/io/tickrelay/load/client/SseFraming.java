package io.tickrelay.load.client;

/**
 * Server-sent events of a body without chunks. A tick's other lines say nothing that its
 * data does not, so an event is its first brace and all behind it. A comment ahead of an
 * event has no brace.
 */
public final class SseFraming implements Framing {

	@Override
	public int take(byte[] bytes, int length, Messages messages) {
		int taken = 0;
		int brace = -1;
		for (int i = 0; i < length - 1; i++) {
			byte value = bytes[i];
			if (value == '{' && brace < 0) {
				brace = i;
			}
			else if (value == '\n' && bytes[i + 1] == '\n') {
				if (brace >= 0) {
					messages.onMessage(bytes, brace, i);
					brace = -1;
				}
				i++;
				taken = i + 1;
			}
		}
		return taken;
	}

}
