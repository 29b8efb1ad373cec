package io.tickrelay.downstream.access;

import java.net.InetAddress;
import java.util.Arrays;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin alike.
 */
public final class Subnet {

	private static final Subnet NOWHERE = new Subnet(new byte[0], 0);

	private final byte[] address;

	private final int bits;

	private Subnet(byte[] address, int bits) {
		this.address = address;
		this.bits = bits;
	}

	/**
	 * Reads {@code 10.0.0.0/8}, or one address.
	 * @param text any text
	 * @return null where it is neither; names are never looked up
	 */
	static @Nullable Subnet parse(String text) {
		int slash = text.indexOf('/');
		byte[] address = NetUtil.createByteArrayFromIpAddressString((slash < 0) ? text : text.substring(0, slash));
		if (address == null) {
			return null;
		}
		int most = address.length * Byte.SIZE;
		int bits = (slash < 0) ? most : bits(text.substring(slash + 1));
		return (bits >= 0 && bits <= most) ? new Subnet(address, bits) : null;
	}

	/**
	 * The subnet of a client: all of an IPv4 address, the site's part of an IPv6 one. All
	 * clients without an address have the same.
	 */
	public static Subnet siteOf(@Nullable InetAddress address) {
		if (address == null) {
			return NOWHERE;
		}
		byte[] bytes = address.getAddress();
		return new Subnet(bytes, (bytes.length == Long.BYTES * 2) ? Long.SIZE : bytes.length * Byte.SIZE);
	}

	boolean contains(InetAddress candidate) {
		byte[] other = candidate.getAddress();
		return other.length == this.address.length && beginsAlike(other);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Subnet subnet && subnet.bits == this.bits
				&& subnet.address.length == this.address.length && beginsAlike(subnet.address);
	}

	@Override
	public int hashCode() {
		int whole = this.bits / Byte.SIZE;
		return 31 * this.bits + Arrays.hashCode(Arrays.copyOf(this.address, whole));
	}

	private boolean beginsAlike(byte[] other) {
		int whole = this.bits / Byte.SIZE;
		int rest = this.bits % Byte.SIZE;
		return Arrays.equals(this.address, 0, whole, other, 0, whole)
				&& (rest == 0 || ((this.address[whole] ^ other[whole]) & 0xff) >>> (Byte.SIZE - rest) == 0);
	}

	private static int bits(String text) {
		boolean number = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch((c) -> c >= '0' && c <= '9');
		return number ? Integer.parseInt(text) : -1;
	}

}
