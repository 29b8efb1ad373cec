package io.tickrelay.downstream.security;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.tickrelay.downstream.access.AccessProperties;
import io.tickrelay.downstream.access.HostFilter;
import io.tickrelay.downstream.admission.StreamCredentials;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Credentials;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.http.LoopClocks;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.TicketWriter;
import io.tickrelay.files.FileContent;
import io.tickrelay.files.FileWatch;
import jakarta.validation.Validator;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.JwkSetUriReactiveJwtDecoderBuilderCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Who clients are, by the mode.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties({ SecurityProperties.class, OAuth2ResourceServerProperties.class, SslProperties.class })
public class SecurityConfiguration {

	@Bean
	SecurityMode securityMode(SecurityProperties properties, ServerProperties server, Environment environment) {
		boolean hasKeys = !properties.keys().isEmpty() || properties.keysFile() != null;
		if (properties.mode() == null && hasKeys) {
			throw new StartRefusedException("Set relay.downstream.security.mode=api-key, or remove the keys:"
					+ " without the mode they would guard nothing.");
		}
		SecurityMode mode = SecurityMode.of(properties.mode(), server.getAddress(), environment);
		if (mode == SecurityMode.API_KEY && !hasKeys) {
			throw new StartRefusedException("Set relay.downstream.security.keys or .keys-file: with"
					+ " relay.downstream.security.mode=api-key and no key no client could come in.");
		}
		return mode;
	}

	/** In place of Spring Boot's own, which takes any certificate. */
	@Bean
	CheckedBundles sslBundleRegistry(SslProperties properties, ResourceLoader files,
			ObjectProvider<SslBundleRegistrar> registrars) {
		return new CheckedBundles(properties, ApplicationResourceLoader.get(files, true), InstantSource.system(),
				registrars.orderedStream());
	}

	@Bean
	Tickets tickets(SecurityProperties properties, LoopClocks clocks) {
		return new Tickets(properties.ticketTtl(), properties.maxTickets(), clocks::nowNs);
	}

	@Bean
	Credentials credentials(SecurityMode mode, SecurityProperties properties) {
		return (mode == SecurityMode.API_KEY) ? new KeyRing(properties.keys()) : Credentials.LASTING;
	}

	@Bean
	@ConditionalOnProperty("relay.downstream.security.keys-file")
	@Conditional(ByKeys.class)
	FileWatch<List<ClientKey>> keysFileWatch(SecurityProperties properties, Credentials credentials, Clients clients,
			Validator validator) {
		KeysFile file = new KeysFile(Objects.requireNonNull(properties.keysFile()), validator, properties.keys());
		KeyRing ring = (KeyRing) credentials;
		return switch (file.read()) {
			case FileContent.Unusable(String why) -> throw new StartRefusedException(
					"The file of relay.downstream.security.keys-file, " + file.path() + ", " + why + ".");
			case FileContent.Usable<List<ClientKey>>(List<ClientKey> first) -> {
				ring.replace(together(properties.keys(), first));
				yield file.watch(first, properties.keysFileInterval(), (keys) -> {
					ring.replace(together(properties.keys(), keys));
					clients.review();
				});
			}
		};
	}

	@Bean
	StreamCredentials streamCredentials(SecurityMode mode, Credentials credentials, Tickets tickets) {
		return new KnownAtOnce(mode, (credentials instanceof KeyRing ring) ? ring : null, tickets,
				InstantSource.system());
	}

	@Bean
	JwkSetUriReactiveJwtDecoderBuilderCustomizer issuersKeys() {
		// Built for tokens alone, whose issuers are asked: it is a tenth of a second of a
		// start on one core.
		return (builder) -> builder.webClient(WebClient.builder().filter(new IssuersKeys()).build());
	}

	@Bean
	ReactiveAuthenticationManager credentialAuthenticator(SecurityMode mode, SecurityProperties properties,
			Credentials credentials, Tickets tickets, ObjectProvider<ReactiveJwtDecoder> decoder, Validator validator,
			OAuth2ResourceServerProperties tokens) {
		CredentialAuthenticator.Secrets secrets = switch (mode) {
			// Whatever is shown, it is not looked at.
			case NONE -> (_) -> Mono.just(Caller.ANYBODY);
			case API_KEY -> {
				KeyRing ring = (KeyRing) credentials;
				yield (secret) -> Mono.fromSupplier(() -> ring.find(secret));
			}
			case JWT -> new JwtSecrets(decoder(decoder, tokens), properties.entitlementsClaim(), validator);
		};
		return new CredentialAuthenticator(secrets, tickets, InstantSource.system());
	}

	/** Behind a proxy it is the proxy that knows its names. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE + 1)
	HostFilter hostFilter(SecurityMode mode, ServerProperties server, AccessProperties access, Problems problems) {
		InetAddress address = server.getAddress();
		boolean thisMachineAlone = mode == SecurityMode.NONE && address != null && address.isLoopbackAddress()
				&& access.trustedProxies().isEmpty();
		return new HostFilter(!thisMachineAlone && access.allowedHosts().isEmpty(), access.allowedHosts(), problems);
	}

	/**
	 * No user has asked for observations, and an observed chain keeps them for as long as
	 * a stream lasts: a fifth of a client's heap.
	 */
	@Bean
	SecurityObservationSettings securityObservations() {
		return SecurityObservationSettings.noObservations();
	}

	@Bean
	SecurityWebFilterChain clientSecurity(ServerHttpSecurity http, SecurityMode mode,
			ReactiveAuthenticationManager judge, Problems problems) {
		return new AccessRules(mode, judge, new CredentialRefusals(problems)).close(http);
	}

	/** Before a credential is checked: such requests are made to be read in two ways. */
	@Bean
	ServerExchangeRejectedHandler unclearRequests(Problems problems) {
		return (exchange, rejected) -> problems.refuse(exchange, HttpStatus.BAD_REQUEST, ErrorCode.BAD_REQUEST,
				"This relay takes no such path; write it as it is documented", List.of());
	}

	/**
	 * What a header or a parameter holds is for those to check who read it. The standard
	 * is to refuse the whole request for a byte beyond ASCII in any of them. A method is
	 * for those to check who know which others there are.
	 */
	@Bean
	ServerWebExchangeFirewall firewall() {
		StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
		firewall.setUnsafeAllowAnyHttpMethod(true);
		firewall.setAllowedHeaderValues((value) -> true);
		firewall.setAllowedParameterNames((name) -> true);
		firewall.setAllowedParameterValues((value) -> true);
		return firewall;
	}

	@Bean
	RouterFunction<ServerResponse> ticketRoute(Tickets tickets, MessageEncoder messages, Problems problems) {
		return RouterFunctions.route(RequestPredicates.path(TicketHandler.PATH),
				new TicketHandler(tickets, new TicketWriter(messages), problems));
	}

	private static ReactiveJwtDecoder decoder(ObjectProvider<ReactiveJwtDecoder> decoder,
			OAuth2ResourceServerProperties tokens) {
		ReactiveJwtDecoder found = decoder.getIfAvailable();
		if (found == null) {
			throw new StartRefusedException("Set spring.security.oauth2.resourceserver.jwt.jwk-set-uri, .issuer-uri or"
					+ " .public-key-location: relay.downstream.security.mode=jwt needs the keys that tokens are signed"
					+ " with.");
		}
		if (tokens.getJwt().getAudiences().isEmpty()) {
			throw new StartRefusedException("Set spring.security.oauth2.resourceserver.jwt.audiences: otherwise"
					+ " relay.downstream.security.mode=jwt would let in tokens that were made for other services.");
		}
		return found;
	}

	private static List<ClientKey> together(List<ClientKey> said, List<ClientKey> read) {
		List<ClientKey> all = new ArrayList<>(said);
		all.addAll(read);
		return all;
	}

	/** Whether clients show keys, however the setting spells it: as it is bound. */
	static final class ByKeys implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			try {
				return Binder.get(context.getEnvironment())
					.bind("relay.downstream.security.mode", SecurityMode.class)
					.map(SecurityMode.API_KEY::equals)
					.orElse(false);
			}
			catch (BindException ex) {
				// The user of the mode will say what is wrong with it.
				return false;
			}
		}

	}

}
