package io.tickrelay.simulator.wire;

/**
 * A row of the product list.
 *
 * @param type as the vendor names it, such as {@code STOCK_US}
 * @param symbol the symbol
 * @param english the name in English
 * @param chinese the name in simplified Chinese
 * @param traditional the name in traditional Chinese
 */
public record Product(String type, String symbol, String english, String chinese, String traditional) {

	boolean isIndex() {
		return this.type.equals("INDICES");
	}

}
