package io.tickrelay.catalog;

import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the catalog.
 *
 * @param quoteAssets endings that make a symbol a crypto pair, capital letters and digits
 */
@Validated
@ConfigurationProperties("relay.catalog")
public record CatalogProperties(@DefaultValue( {
		"USDT", "USDC", "FDUSD", "TUSD", "BUSD", "DAI", "BTC", "ETH",
		"BNB" }) @NotNull List<@Pattern(regexp = "[A-Z0-9]{2,8}") String> quoteAssets){
}
