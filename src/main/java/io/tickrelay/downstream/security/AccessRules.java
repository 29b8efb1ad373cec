package io.tickrelay.downstream.security;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.CompatDoor;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.BrowserRules;
import io.tickrelay.downstream.http.NettyConnections;
import io.tickrelay.downstream.http.OwnOrigin;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.AuthorizeExchangeSpec;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.header.HttpHeaderWriterWebFilter;
import org.springframework.security.web.server.util.matcher.OrServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

/**
 * The rules that a request has to pass, and those that a browser holds its pages to.
 * There is no session and no cookie: each request shows its credential, so no other site
 * can send one in a user's name.
 */
final class AccessRules {

	/** Open to every request: the page and its parts, and the documents. */
	private static final String[] STATIC = { "/", "/index.html", "/*.js", "/*.css", "/*.svg", "/*.yaml",
			"/favicon.ico" };

	private static final String[] OPERATORS = { "/v1/streams", "/v1/explain" };

	/**
	 * Probes have no credential, and the answers that they get hold no secret. No
	 * constant, because matchers of endpoints keep the paths of the application that they
	 * first saw.
	 */
	private final ServerWebExchangeMatcher open = new OrServerWebExchangeMatcher(
			ServerWebExchangeMatchers.pathMatchers(HttpMethod.GET, STATIC),
			ServerWebExchangeMatchers.pathMatchers(HttpMethod.HEAD, STATIC), EndpointRequest.to("health"),
			EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, "health"));

	private final SecurityMode mode;

	private final ReactiveAuthenticationManager judge;

	private final CredentialRefusals refusals;

	AccessRules(SecurityMode mode, ReactiveAuthenticationManager judge, CredentialRefusals refusals) {
		this.mode = mode;
		this.judge = judge;
		this.refusals = refusals;
	}

	SecurityWebFilterChain close(ServerHttpSecurity http) {
		http.csrf(ServerHttpSecurity.CsrfSpec::disable)
			.httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
			.formLogin(ServerHttpSecurity.FormLoginSpec::disable)
			.logout(ServerHttpSecurity.LogoutSpec::disable)
			.requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
			.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
			.headers(ServerHttpSecurity.HeaderSpec::disable)
			.addFilterAt(new HttpHeaderWriterWebFilter(AccessRules::tellBrowser),
					SecurityWebFiltersOrder.HTTP_HEADERS_WRITER)
			.exceptionHandling(
					(spec) -> spec.authenticationEntryPoint(this.refusals).accessDeniedHandler(this.refusals));
		if (this.mode == SecurityMode.NONE) {
			// No credential is checked here, so none makes up for a foreign origin.
			return http.addFilterBefore(this::refuseForeign, SecurityWebFiltersOrder.AUTHENTICATION)
				.addFilterAt((exchange, chain) -> {
					Caller.ANYBODY.noteIn(exchange);
					return chain.filter(exchange);
				}, SecurityWebFiltersOrder.AUTHENTICATION)
				.authorizeExchange((paths) -> paths.anyExchange().permitAll())
				.build();
		}
		return http.addFilterAt(authentication(), SecurityWebFiltersOrder.AUTHENTICATION)
			.addFilterAfter(this::refuseForeign, SecurityWebFiltersOrder.AUTHENTICATION)
			.authorizeExchange(this::rules)
			.build();
	}

	/** The last line is what is forgotten here: nothing that is new is open. */
	private void rules(AuthorizeExchangeSpec paths) {
		paths.matchers(this.open)
			.permitAll()
			.matchers(EndpointRequest.toAnyEndpoint())
			.hasAuthority(CallerAuthentication.OPERATOR)
			.pathMatchers(OPERATORS)
			.hasAuthority(CallerAuthentication.OPERATOR)
			.pathMatchers(CompatDoor.PATH)
			.hasAuthority(CallerAuthentication.COMPAT)
			.pathMatchers(TicketHandler.PATH)
			.hasAuthority(CallerAuthentication.TICKETS)
			.anyExchange()
			.authenticated();
	}

	private AuthenticationWebFilter authentication() {
		AuthenticationWebFilter filter = new AuthenticationWebFilter(this.judge);
		filter.setServerAuthenticationConverter(new CredentialConverter());
		filter.setAuthenticationSuccessHandler(AccessRules::onKnown);
		filter.setRequiresAuthenticationMatcher(this::isJudged);
		filter.setAuthenticationFailureHandler(this::onFailure);
		return filter;
	}

	/** What is open is open whatever comes along, and waits for no issuer's keys. */
	private Mono<MatchResult> isJudged(ServerWebExchange exchange) {
		return OwnOrigin.isForeign(exchange) ? MatchResult.match() : this.open.matches(exchange)
			.flatMap((result) -> result.isMatch() ? MatchResult.notMatch() : MatchResult.match());
	}

	private Mono<Void> onFailure(WebFilterExchange filtered, AuthenticationException failure) {
		ServerWebExchange exchange = filtered.getExchange();
		return this.open.matches(exchange)
			.flatMap(
					(result) -> result.isMatch() ? NettyConnections.goOn(exchange, filtered.getChain().filter(exchange))
							: this.refusals.onAuthenticationFailure(filtered, failure));
	}

	/**
	 * A page of another site has no key or token of this relay. What has one is no page,
	 * or one that its user has trusted with it.
	 */
	private Mono<Void> refuseForeign(ServerWebExchange exchange, WebFilterChain chain) {
		if (!OwnOrigin.isForeign(exchange) || Caller.isKnown(exchange)) {
			return chain.filter(exchange);
		}
		// The vendor's SDKs stop on 401 alone, which is what a key that lacks is told.
		boolean asksForAKey = this.mode != SecurityMode.NONE
				&& Transport.COMPAT.isAt(exchange.getRequest().getPath().pathWithinApplication());
		return asksForAKey ? this.refusals.withoutKey(exchange) : this.refusals.foreign(exchange);
	}

	private static Mono<Void> onKnown(WebFilterExchange filtered, Authentication known) {
		((CallerAuthentication) known).caller().noteIn(filtered.getExchange());
		// Who asks an issuer for its keys has the answer on another thread.
		return NettyConnections.goOn(filtered.getExchange(), filtered.getChain().filter(filtered.getExchange()));
	}

	/** One writer of constants: the standard ones copy all names of fields each. */
	private static Mono<Void> tellBrowser(ServerWebExchange exchange) {
		boolean secure = "https".equals(exchange.getRequest().getURI().getScheme());
		HttpHeaders fields = exchange.getResponse().getHeaders();
		BrowserRules.fields(secure).forEach((name, value) -> {
			if (!fields.containsHeader(name)) {
				fields.set(name, value);
			}
		});
		return Mono.empty();
	}

}
