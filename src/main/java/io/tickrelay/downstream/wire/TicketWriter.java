package io.tickrelay.downstream.wire;

import java.time.Duration;

/**
 * Writes the answers that hold tickets.
 */
public final class TicketWriter {

	private final MessageEncoder messages;

	/**
	 * Creates a writer.
	 * @param messages shares its JSON
	 */
	public TicketWriter(MessageEncoder messages) {
		this.messages = messages;
	}

	/**
	 * Writes a ticket.
	 * @param ticket to be put into a stream's URL
	 * @param ttl how long it is good
	 * @return a JSON object
	 */
	public byte[] ticket(String ticket, Duration ttl) {
		return this.messages.write(new Ticket(ticket, ttl.toMillis()));
	}

	private record Ticket(String ticket, long expiresInMs) {
	}

}
