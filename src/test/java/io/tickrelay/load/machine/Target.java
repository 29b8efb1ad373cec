package io.tickrelay.load.machine;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A server that clients come to.
 *
 * @param name what a message calls it
 * @param address where it listens
 * @param meter what its process uses
 */
public record Target(String name, InetSocketAddress address, ProcessMeter meter) {

	public Target(String name, int port, ProcessMeter meter) {
		this(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), meter);
	}

}
