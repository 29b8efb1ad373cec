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
 * @param quoteAssets endings that make a symbol a crypto pair, capital letters and digits
 * @param enabled whether the vendor's product lists are loaded
 * @param ttl how old a list may become before it is asked for again; one of twice that
 * age rejects no symbol any more
 * @param retryDelay until a list that could not be had is asked for again; doubled with
 * each failure, to {@code ttl} at most
 * @param maxSymbols the most rows of all lists together
 * @param rejectUnknown whether a stream is refused whose symbol no list holds
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
