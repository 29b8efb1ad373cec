package io.tickrelay.architecture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.jspecify.annotations.NullMarked;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of ARCHITECTURE.md, for any root package, so that they can be tried on
 * planted violations as well as on the project.
 */
final class HouseRules {

	/** The packages that each package may use. The root wires all and is free. */
	private static final Map<String, Set<String>> DIRECTIONS = Map.ofEntries(Map.entry("tick", Set.of()),
			Map.entry("files", Set.of()), Map.entry("demand", Set.of("tick")),
			Map.entry("hub", Set.of("demand", "tick")),
			Map.entry("upstream", Set.of("hub", "demand", "tick", "catalog", "files")),
			Map.entry("downstream", Set.of("hub", "demand", "tick", "catalog", "files")),
			Map.entry("catalog", Set.of("tick")), Map.entry("simulator", Set.of("tick")),
			Map.entry("cluster", Set.of("hub", "demand", "tick")), Map.entry("ops",
					Set.of("tick", "demand", "hub", "upstream", "downstream", "catalog", "simulator", "cluster")));

	private static final Set<String> STEREOTYPES = Set.of("org.springframework.stereotype.Component",
			"org.springframework.stereotype.Service", "org.springframework.stereotype.Repository",
			"org.springframework.stereotype.Controller", "org.springframework.web.bind.annotation.RestController");

	private static final Set<String> INJECTIONS = Set.of("org.springframework.beans.factory.annotation.Autowired",
			"org.springframework.beans.factory.annotation.Value", "jakarta.inject.Inject",
			"jakarta.annotation.Resource");

	private static final String[] IMPURE = { "java.time.Clock", "java.time.Instant", "java.time.InstantSource",
			"java.lang.Thread" };

	private static final Set<String> BLOCKING = Set.of("block", "blockOptional", "blockFirst", "blockLast",
			"toIterable", "toStream");

	private final String root;

	private final int mostFiles;

	/**
	 * Creates the rules.
	 * @param root the package that all others are in
	 * @param mostFiles how many one package may have
	 */
	HouseRules(String root, int mostFiles) {
		this.root = root;
		this.mostFiles = mostFiles;
	}

	/** Every rule by name. */
	Map<String, ArchRule> all() {
		Map<String, ArchRule> rules = new LinkedHashMap<>();
		DIRECTIONS.forEach((name, allowed) -> rules.put(name + " uses only what it may", direction(name, allowed)));
		rules.put("transports are strangers", strangers());
		rules.put("questions alone ask the catalog",
				noClasses().that()
					.resideInAPackage(in("downstream"))
					.and()
					.resideOutsideOfPackage(in("downstream.rest"))
					.should()
					.dependOnClassesThat()
					.resideInAPackage(in("catalog")));
		rules.put("no cycles", noCycles());
		rules.put("no hall", classes().should(shareTheirPackageWithFew()));
		rules.put("JSON only in wire",
				noClasses().that()
					.resideOutsideOfPackage("..wire..")
					.should()
					.dependOnClassesThat()
					.resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson.."));
		rules.put("Redis only in the cluster",
				noClasses().that()
					.resideOutsideOfPackage(in("cluster"))
					.should()
					.dependOnClassesThat()
					.resideInAPackage("io.lettuce.."));
		rules.put("the lease and the log are pure", noClasses().that()
			.resideInAnyPackage(in("cluster.lease"), in("cluster.log"))
			.should()
			.dependOnClassesThat()
			.haveNameMatching(
					"java\\.time\\.(Clock|Instant|InstantSource)|java\\.lang\\.Thread|org\\.slf4j\\..*|io\\.lettuce\\..*"));
		rules.put("the machine is pure", pureMachine());
		rules.put("the middle knows no Spring",
				noClasses().that()
					.resideInAnyPackage(in("tick"), in("demand"), in("hub"))
					.should()
					.dependOnClassesThat()
					.resideInAPackage("org.springframework.."));
		rules.put("sinks only in the hub",
				noClasses().that()
					.resideOutsideOfPackage(in("hub"))
					.should()
					.dependOnClassesThat()
					.belongToAnyOf(Sinks.class));
		rules.put("nothing blocks", classes().should(notBlock()));
		rules.put("shells alone subscribe", classes().that(areNoShells()).should(notSubscribe()));
		rules.put("no field injection", noFields().should().beAnnotatedWith(anyOf(INJECTIONS)));
		rules.put("no stereotypes", noClasses().should().beAnnotatedWith(anyOf(STEREOTYPES)));
		rules.put("no mutable statics",
				fields().that()
					.areStatic()
					.should()
					.beFinal()
					.andShould()
					.notHaveRawType(DescribedPredicate.describe("that counts or collects", HouseRules::isMutable)));
		rules.put("packages by feature", noClasses().should()
			.resideInAnyPackage("..config..", "..util..", "..common..", "..service..", "..dto..", "..model.."));
		rules.put("every package is null-marked", classes().should(resideInANullMarkedPackage()));
		return rules;
	}

	private ArchRule direction(String name, Set<String> allowed) {
		String[] permitted = allowed.stream().map(this::in).toArray(String[]::new);
		return noClasses().that()
			.resideInAPackage(in(name))
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage(this.root + "..")
				.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(in(name))))
				.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(permitted))))
			.allowEmptyShould(true);
	}

	private ArchRule strangers() {
		return slices().matching(this.root + ".downstream.(sse|ws|compat|rest)..").should().notDependOnEachOther();
	}

	/**
	 * The machine has no clock, thread, library or log, and nothing of the shell around
	 * it.
	 */
	private ArchRule pureMachine() {
		return noClasses().that()
			.resideInAnyPackage(in("upstream.machine"), in("upstream.limits"))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("reactor..", "io.netty..", "org.springframework..", "org.slf4j..",
					"java.util.concurrent..", this.root + ".upstream", in("upstream.network"), in("upstream.rest"))
			.orShould()
			.dependOnClassesThat()
			.haveNameMatching(String.join("|", IMPURE).replace(".", "\\."))
			.orShould()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis");
	}

	/** Each package is a slice of its own, at any depth. */
	private static ArchRule noCycles() {
		return slices().assignedFrom(new SliceAssignment() {

			@Override
			public String getDescription() {
				return "packages";
			}

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				return SliceIdentifier.of(type.getPackageName());
			}

		}).should().beFreeOfCycles();
	}

	/** A file is a class, or the package's own. */
	private ArchCondition<JavaClass> shareTheirPackageWithFew() {
		return new ArchCondition<>("be in a package of " + this.mostFiles + " files at the most") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				long files = type.getPackage()
					.getClasses()
					.stream()
					.filter((other) -> !other.isArray() && !other.getName().contains("$"))
					.count();
				if (files > HouseRules.this.mostFiles) {
					events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " has " + files + " files"));
				}
			}

		};
	}

	private String in(String name) {
		return this.root + "." + name + "..";
	}

	private static boolean isMutable(JavaClass type) {
		return type.getPackageName().startsWith("java.util.concurrent")
				|| type.getName().startsWith("java.util.ArrayList") || type.getName().startsWith("java.util.HashMap");
	}

	private static DescribedPredicate<JavaAnnotation<?>> anyOf(Set<String> names) {
		return DescribedPredicate.describe("one of " + names,
				(annotation) -> names.contains(annotation.getRawType().getName()));
	}

	private static DescribedPredicate<JavaClass> areNoShells() {
		Set<String> shells = Set.of("UpstreamSocket", "UpstreamLifecycle", "LaneTopic", "RestClient", "Drain",
				"SseConnection", "ClientSocket", "ClusterNode", "ClusterLifecycle");
		return DescribedPredicate.describe("are no shells", (type) -> !shells.contains(type.getSimpleName()));
	}

	private static ArchCondition<JavaClass> notBlock() {
		return callCondition("block", (call) -> BLOCKING.contains(call.getName()));
	}

	private static ArchCondition<JavaClass> notSubscribe() {
		return callCondition("subscribe", (call) -> call.getName().equals("subscribe"));
	}

	private static ArchCondition<JavaClass> callCondition(String what, Predicate<JavaMethodCall> bad) {
		return new ArchCondition<>("not " + what) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
					boolean reactive = call.getTargetOwner().isAssignableTo(Mono.class)
							|| call.getTargetOwner().isAssignableTo(Flux.class);
					if (reactive && bad.test(call)) {
						events.add(SimpleConditionEvent.violated(type, call.getDescription()));
					}
				}
			}

		};
	}

	private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
		return new ArchCondition<>("reside in a package marked @NullMarked") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				if (!type.getPackage().isAnnotatedWith(NullMarked.class)
						&& !type.getModifiers().contains(JavaModifier.SYNTHETIC)) {
					events.add(SimpleConditionEvent.violated(type,
							type.getName() + " is in a package without @NullMarked"));
				}
			}

		};
	}

}
