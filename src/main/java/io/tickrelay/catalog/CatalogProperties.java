package io.tickrelay.catalog;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the catalog.
 *
 * @param quoteAssets Endings that make a symbol a crypto pair, of capital letters and
 * digits.
 * @param enabled Whether the vendor's product lists are loaded.
 * @param ttl Age at which a list is loaded anew, 1 s to 7 days. A list of twice that age
 * refuses no symbol.
 * @param retryDelay Wait before a list that failed is loaded again, 1 s to 24 h. It
 * doubles with each failure, up to {@code ttl}.
 * @param maxSymbols Most rows of all lists together, each an estimated 0.5 KB of heap.
 * The log, {@code omitted} and a meter tell how many rows were left out. {@code
 * unreadable} counts rows whose symbol can not be read.
 * @param rejectUnknown Whether a stream is refused when no list holds its symbol.
 */
@Validated
@ConfigurationProperties("relay.catalog")
public record CatalogProperties(@DefaultValue( {
		"USDT", "USDC", "FDUSD", "TUSD", "BUSD", "DAI", "BTC", "ETH",
		"BNB" }) @NotNull List<@Pattern(regexp = "[A-Z0-9]{2,8}") String> quoteAssets,
		@DefaultValue("true") boolean enabled,
		@DefaultValue("1h") @NotNull @DurationMin(seconds = 1) @DurationMax(days = 7) Duration ttl,
		@DefaultValue("1m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24) Duration retryDelay,
		@DefaultValue("100000") @Min(1) @Max(1_000_000) int maxSymbols, @DefaultValue("true") boolean rejectUnknown){
}
