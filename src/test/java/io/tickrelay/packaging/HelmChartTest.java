package io.tickrelay.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

import io.tickrelay.packaging.Chart.Manifests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the chart makes of values that it accepts; {@link HelmValuesTest} has those that
 * it refuses.
 */
class HelmChartTest {

	private static final String KEY = "0f3a-the-key-of-this-test";

	private static final String WITH_KEY = """
			apiKey: {value: %s}
			relay: {downstream: {max-streams: 100, security: {mode: none}}}
			""".formatted(KEY);

	private static final String WITH_EXISTING_SECRET = """
			apiKey: {existingSecret: {name: vendor, key: infoway}}
			relay: {downstream: {max-streams: 100, security: {mode: none}}}
			""";

	private static final String POD = "$.spec.template.spec";

	private static final String CONTAINER = POD + ".containers[0]";

	@TempDir
	Path folder;

	private Chart chart;

	@BeforeEach
	void copyTheChart() {
		this.chart = Chart.copyInto(this.folder.resolve("tickrelay"));
	}

	@Test
	void lintsStrictly() {
		var result = this.chart
			.lint("""
					apiKey: {value: x, existingSecret: {name: "", key: api-key}}
					relay: {upstream: {}, demand: {}, replay: {events: 500}, simulator: {}, catalog: {}, downstream: {max-streams: 100}}
					serviceMonitor: {enabled: true, interval: 15s}
					""");
		assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
		assertThat(result.getMessages()).noneMatch((message) -> message.contains("WARNING"));
	}

	@Test
	void takesWhatPagesInstallItWith() throws IOException {
		assertThat(installed("README.md", 2)).containsEntry("SPRING_PROFILES_ACTIVE", "demo");
		assertThat(installed("src/docs/deploying.md", 4)).containsEntry("RELAY_DOWNSTREAM_SECURITY_MODE", "api-key")
			.containsKeys("RELAY_DOWNSTREAM_SECURITY_KEYSFILE", "RELAY_UPSTREAM_APIKEYFILE");
	}

	private Map<String, String> installed(String page, int values) throws IOException {
		String text = Files.readString(Path.of(page));
		String command = text.substring(text.indexOf("\nhelm install ")).split("```", 2)[0];
		List<String> lines = Pattern.compile("--set (\\S+)=(\\S+)")
			.matcher(command)
			.results()
			.map((set) -> nested(set.group(1), set.group(2)))
			.toList();
		assertThat(lines).hasSize(values);
		return environment(this.chart.render(String.join("\n", lines)));
	}

	private static String nested(String path, String value) {
		return path.replace(".", ": {") + ": " + value + "}".repeat(path.length() - path.replace(".", "").length());
	}

	@Test
	void probesTheProcessAloneForLifeAndTheReadinessGroupForTraffic() {
		var rendered = this.chart.render(WITH_KEY);
		assertThat(rendered.at("Deployment", CONTAINER + ".startupProbe.httpGet.path"))
			.isEqualTo("/actuator/health/liveness");
		assertThat(rendered.at("Deployment", CONTAINER + ".livenessProbe.httpGet.path"))
			.isEqualTo("/actuator/health/liveness");
		assertThat(rendered.at("Deployment", CONTAINER + ".readinessProbe.httpGet.path"))
			.isEqualTo("/actuator/health/readiness");
		assertThat(rendered.at("Deployment", CONTAINER + ".readinessProbe.httpGet.port"))
			.isEqualTo(rendered.at("Deployment", CONTAINER + ".ports[0].name"));
	}

	@Test
	void givesTheProcessNoRightsBeyondItsOwn() {
		var rendered = this.chart.render(WITH_KEY);
		assertThat(rendered.map("Deployment", POD + ".securityContext")).containsEntry("runAsNonRoot", true)
			.containsEntry("runAsUser", 10001)
			.containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
		assertThat(rendered.map("Deployment", CONTAINER + ".securityContext"))
			.containsEntry("readOnlyRootFilesystem", true)
			.containsEntry("allowPrivilegeEscalation", false)
			.containsEntry("capabilities", Map.of("drop", List.of("ALL")));
		assertThat(rendered.at("Deployment", POD + ".automountServiceAccountToken")).isEqualTo(false);
		assertThat(rendered.at("ServiceAccount", "$.automountServiceAccountToken")).isEqualTo(false);
		assertThat(rendered.at("Deployment", POD + ".serviceAccountName"))
			.isEqualTo(rendered.at("ServiceAccount", "$.metadata.name"));
	}

	@Test
	void givesTheRelayTheTimeThatItSendsItsClientsAwayIn() {
		var standard = this.chart.render(WITH_KEY);
		assertThat(environment(standard)).containsEntry("RELAY_DOWNSTREAM_DRAINWINDOW", "20s");
		assertThat(standard.at("Deployment", POD + ".terminationGracePeriodSeconds")).isEqualTo(30);
		var longer = this.chart.render(WITH_KEY + "\ndrainSeconds: 45");
		assertThat(environment(longer)).containsEntry("RELAY_DOWNSTREAM_DRAINWINDOW", "45s");
		assertThat(longer.at("Deployment", POD + ".terminationGracePeriodSeconds")).isEqualTo(55);
	}

	@Test
	void keepsTheKeyInTheSecretAlone() {
		var rendered = this.chart.render(WITH_KEY);
		String encoded = Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
		assertThat(rendered.at("Secret", "$.data['api-key']")).isEqualTo(encoded);
		assertThat(rendered.text()).doesNotContain(KEY).containsOnlyOnce(encoded);
	}

	@Test
	void mountsItsSecretAsTheFileThatTheRelayReads() {
		var rendered = this.chart.render(WITH_KEY);
		assertThat(mountedSecret(rendered)).containsEntry("secretName", rendered.at("Secret", "$.metadata.name"))
			.containsEntry("items", List.of(Map.of("key", "api-key", "path", "api-key")))
			.containsEntry("defaultMode", 0440);
		assertThat(environment(rendered)).containsEntry("RELAY_UPSTREAM_APIKEYFILE",
				keyMount(rendered).get("mountPath") + "/api-key");
		// A subPath would keep a new key from the pod.
		assertThat(keyMount(rendered)).containsEntry("readOnly", true).doesNotContainKey("subPath");
	}

	@Test
	void mountsAnExistingSecretUnderItsOwnKeyAndMakesNone() {
		var rendered = this.chart.render(WITH_EXISTING_SECRET);
		assertThat(rendered.kinds()).doesNotContain("Secret");
		assertThat(mountedSecret(rendered)).containsEntry("secretName", "vendor")
			.containsEntry("items", List.of(Map.of("key", "infoway", "path", "api-key")));
	}

	@Test
	void mountsTheClientsKeysAsTheFileThatTheRelayReads() {
		var rendered = this.chart.render("""
				apiKey: {existingSecret: {name: vendor}}
				clientKeys: {existingSecret: {name: desks, key: all.yaml}}
				relay: {downstream: {security: {mode: api-key, ticket-ttl: 10s}}}
				""");
		assertThat(environment(rendered))
			.containsEntry("RELAY_DOWNSTREAM_SECURITY_KEYSFILE", "/etc/tickrelay/clients/keys.yaml")
			.containsEntry("RELAY_DOWNSTREAM_SECURITY_MODE", "api-key");
		assertThat(rendered.at("Deployment", POD + ".volumes[?(@.name == 'client-keys')].secret"))
			.isEqualTo(List.of(Map.of("secretName", "desks", "defaultMode", 0440, "items",
					List.of(Map.of("key", "all.yaml", "path", "keys.yaml")))));
		assertThat(rendered.at("Deployment", CONTAINER + ".volumeMounts[?(@.name == 'client-keys')].mountPath"))
			.isEqualTo(List.of("/etc/tickrelay/clients"));
	}

	@Test
	void mountsTheProxysPasswordAsTheFileThatTheRelayReads() {
		var rendered = this.chart.render("""
				apiKey: {existingSecret: {name: vendor}}
				proxyPassword: {existingSecret: {name: egress, key: secret}}
				relay:
				  upstream: {proxy: {host: proxy.example.com, port: 8080, username: relay, non-proxy-hosts: [a, b]}}
				  downstream: {security: {mode: none}}
				""");
		assertThat(environment(rendered))
			.containsEntry("RELAY_UPSTREAM_PROXY_PASSWORDFILE", "/etc/tickrelay/proxy/password")
			.containsEntry("RELAY_UPSTREAM_PROXY_HOST", "proxy.example.com")
			.containsEntry("RELAY_UPSTREAM_PROXY_PORT", "8080")
			.containsEntry("RELAY_UPSTREAM_PROXY_NONPROXYHOSTS", "a,b");
		assertThat(rendered.at("Deployment", POD + ".volumes[?(@.name == 'proxy-password')].secret"))
			.isEqualTo(List.of(Map.of("secretName", "egress", "defaultMode", 0440, "items",
					List.of(Map.of("key", "secret", "path", "password")))));
		assertThat(rendered.at("Deployment", CONTAINER + ".volumeMounts[?(@.name == 'proxy-password')].mountPath"))
			.isEqualTo(List.of("/etc/tickrelay/proxy"));
	}

	@Test
	void leavesThePodAloneWhenTheKeyChanges() {
		Object first = this.chart.render(WITH_KEY).at("Deployment", "$.spec");
		Object other = this.chart.render(WITH_KEY.replace(KEY, "another")).at("Deployment", "$.spec");
		assertThat(other).isEqualTo(first);
	}

	@Test
	void neverRunsTwoPodsAtOnce() {
		var rendered = this.chart.render(WITH_KEY);
		assertThat(rendered.at("Deployment", "$.spec.replicas")).isEqualTo(1);
		assertThat(rendered.at("Deployment", "$.spec.strategy.type")).isEqualTo("Recreate");
	}

	@Test
	void runsTheDemoWithoutASecret() {
		var rendered = this.chart.render("demo: {enabled: true}");
		assertThat(rendered.kinds()).containsExactlyInAnyOrder("ServiceAccount", "Service", "Deployment");
		assertThat(environment(rendered)).containsOnly(Map.entry("SPRING_PROFILES_ACTIVE", "demo"),
				Map.entry("RELAY_DOWNSTREAM_DRAINWINDOW", "20s"));
		assertThat(rendered.maps("Deployment", POD + ".volumes[*].secret")).isEmpty();
	}

	@Test
	void namesSettingsAsSpringBindsThem() {
		var rendered = this.chart
			.render("""
					apiKey: {existingSecret: {name: vendor}}
					relay:
					  upstream: {businesses: [stock, crypto], frames-per-minute: 60, heartbeat-interval: 20s, api-key-file-interval: 5s}
					  demand: {linger: 1m}
					  downstream: {keep-alive: 10s, max-streams: 7, security: {mode: jwt}}
					  catalog: {quote-assets: [USDT, EURC]}
					""");
		var spring = new StandardEnvironment();
		spring.getPropertySources()
			.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment",
					new LinkedHashMap<>(environment(rendered))));
		var binder = Binder.get(spring);
		assertThat(binder.bind("relay.upstream.businesses", Bindable.listOf(String.class)).get())
			.containsExactly("stock", "crypto");
		assertThat(binder.bind("relay.upstream.frames-per-minute", Integer.class).get()).isEqualTo(60);
		assertThat(binder.bind("relay.upstream.heartbeat-interval", Duration.class).get())
			.isEqualTo(Duration.ofSeconds(20));
		assertThat(binder.bind("relay.upstream.api-key-file-interval", Duration.class).get())
			.isEqualTo(Duration.ofSeconds(5));
		assertThat(binder.bind("relay.upstream.api-key-file", Path.class).get())
			.isEqualTo(Path.of("/etc/tickrelay/upstream/api-key"));
		assertThat(binder.bind("relay.demand.linger", Duration.class).get()).isEqualTo(Duration.ofMinutes(1));
		assertThat(binder.bind("relay.downstream.keep-alive", Duration.class).get()).isEqualTo(Duration.ofSeconds(10));
		assertThat(binder.bind("relay.downstream.max-streams", Integer.class).get()).isEqualTo(7);
		assertThat(binder.bind("relay.downstream.security.mode", String.class).get()).isEqualTo("jwt");
		assertThat(binder.bind("relay.catalog.quote-assets", Bindable.listOf(String.class)).get())
			.containsExactly("USDT", "EURC");
	}

	@Test
	void leadsFromTheIngressThroughTheServiceToThePod() {
		var rendered = this.chart.render(WITH_EXISTING_SECRET + """
				ingress: {enabled: true, hosts: [{host: ticks.example.com}]}
				serviceMonitor: {enabled: true}
				""");
		String backend = "$.spec.rules[0].http.paths[0].backend.service";
		assertThat(rendered.at("Ingress", backend + ".name")).isEqualTo(rendered.at("Service", "$.metadata.name"));
		assertThat(rendered.at("Ingress", backend + ".port.name"))
			.isEqualTo(rendered.at("Service", "$.spec.ports[0].name"));
		assertThat(rendered.at("ServiceMonitor", "$.spec.endpoints[0].port"))
			.isEqualTo(rendered.at("Service", "$.spec.ports[0].name"));
		Map<String, Object> selector = rendered.map("Service", "$.spec.selector");
		assertThat(rendered.map("Deployment", "$.spec.template.metadata.labels")).containsAllEntriesOf(selector);
		assertThat(rendered.map("Service", "$.metadata.labels"))
			.containsAllEntriesOf(rendered.map("ServiceMonitor", "$.spec.selector.matchLabels"));
	}

	@Test
	void runsTheImageOfTheProjectsVersion() throws IOException {
		Properties build = PropertiesLoaderUtils
			.loadProperties(new ClassPathResource("META-INF/build-info.properties"));
		assertThat(this.chart.render(WITH_KEY).at("Deployment", CONTAINER + ".image"))
			.isEqualTo("tickrelay:" + build.getProperty("build.version"));
	}

	private static Map<String, String> environment(Manifests rendered) {
		Map<String, String> environment = new LinkedHashMap<>();
		for (Map<String, Object> variable : rendered.maps("Deployment", CONTAINER + ".env")) {
			String name = String.valueOf(variable.get("name"));
			assertThat(environment.put(name, String.valueOf(variable.get("value")))).as(name).isNull();
		}
		return environment;
	}

	private static Map<String, Object> mountedSecret(Manifests rendered) {
		return rendered.maps("Deployment", POD + ".volumes[?(@.name=='upstream-key')].secret").getFirst();
	}

	private static Map<String, Object> keyMount(Manifests rendered) {
		return rendered.maps("Deployment", CONTAINER + ".volumeMounts[?(@.name=='upstream-key')]").getFirst();
	}

}
