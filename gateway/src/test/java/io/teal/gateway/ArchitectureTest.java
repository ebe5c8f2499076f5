package io.teal.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between packages, and what no class may do. */
class ArchitectureTest {
    private static final String ROOT = "io.teal.gateway";
    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
    }

    /** From each package, the packages of the gateway it may use; everything not listed is forbidden. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "routing,  address",
                "outcome,  -",
                "colour,   outcome",
                "score,    -",
                "address,  -",
                "matching, routing",
                "access,   routing outcome matching address",
                "answer,   routing outcome",
                "config,   routing address tls",
                "health,   routing tls",
                "event,    -",
                "recent,   routing outcome matching trace",
                "upstream, routing outcome health event recent stats tls",
                "tls,      routing",
                "listener, tls",
                "stats,    outcome colour",
                "retry,    routing outcome stats",
                "limit,    routing outcome matching",
                "accesslog, config matching recent outcome trace",
                "exchange, routing outcome matching listener stats address explain recent accesslog trace access proof",
                "proof,    routing explain",
                "origin,   routing exchange listener message tls",
                "message,  routing outcome matching exchange recent",
                "compression, routing",
                "forward,  routing outcome matching exchange upstream listener origin stats retry answer message"
                        + " recent trace compression tls colour event",
                "explain,  routing outcome matching address upstream cache",
                "question, routing answer",
                "replay,   question answer outcome",
                "trace,    config outcome recent routing",
                "redis,    -",
                "knowledge, routing question redis health tls",
                "cache,    routing question replay redis knowledge stats",
                "fleet,    routing upstream limit redis colour",
                "serve,    routing outcome matching exchange upstream origin stats retry answer limit message forward question"
                        + " replay cache knowledge redis explain recent compression ask colour event",
                "ask,      routing outcome matching exchange forward message origin recent replay retry stats upstream question score",
            })
    void arrowsGoOneWay(String from, String to) {
        List<String> allowed = Stream.concat(Stream.of(from), to == null ? Stream.empty() : Stream.of(to.split(" ")))
                .map(name -> ROOT + "." + name + "..")
                .toList();
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage(ROOT + "." + from + "..")
                .should(dependOnClassesThat(resideInAnyPackage(ROOT + "..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                resideInAnyPackage(allowed.toArray(String[]::new))))));
        rule.check(all);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(all);
    }

    @ParameterizedTest
    @CsvSource({
        "com.fasterxml.jackson.., config answer question replay knowledge",
        "io.vertx..,              ask listener exchange message forward upstream health origin serve knowledge compression tls proof",
        "io.netty..,              listener forward origin answer replay serve tls",
        "io.github.resilience4j.., upstream limit redis",
        "io.lettuce..,            redis",
        "io.opentelemetry..,      trace",
        "com.github.benmanes.caffeine.., cache access",
        "org.jose4j..,            access",
        "java.net.http..,         access",
        "com.aayushatharva.brotli4j.., compression",
        "com.github.luben.zstd.., compression",
    })
    void aLibraryIsKnownOnlyWhereItIsUsed(String library, String packages) {
        String[] users = Stream.concat(
                        Stream.of(ROOT), Stream.of(packages.split(" ")).map(p -> ROOT + "." + p + ".."))
                .toArray(String[]::new);
        classes().that(dependsOn(library)).should().resideInAnyPackage(users).check(all);
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> dependsOn(String library) {
        return com.tngtech.archunit.base.DescribedPredicate.describe(
                "use " + library, one -> one.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> resideInAnyPackage(library).test(dependency.getTargetClass())));
    }

    @Test
    void theDataPathDoesNotBlock() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".access..",
                        ROOT + ".address..",
                        ROOT + ".answer..",
                        ROOT + ".exchange..",
                        ROOT + ".forward..",
                        ROOT + ".origin..",
                        ROOT + ".listener..",
                        ROOT + ".matching..",
                        ROOT + ".limit..",
                        ROOT + ".upstream..")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethodWhere(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "waits for another thread",
                        call -> (call.getTarget().getName().equals("await")
                                        || call.getTarget().getName().equals("join")
                                        || call.getTarget().getName().equals("get"))
                                && (call.getTargetOwner().isAssignableTo(java.util.concurrent.Future.class)
                                        || (call.getTargetOwner().isAssignableTo(io.vertx.core.Future.class)
                                                && call.getTarget().getName().equals("await"))
                                        || call.getTargetOwner()
                                                .isAssignableTo(java.util.concurrent.CountDownLatch.class))))
                .check(all);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .check(all);
    }

    @Test
    void nothingIsPrinted() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(all);
    }

    @Test
    void everyPackageIsNullMarked() {
        for (JavaClass one : all) {
            assertThat(one.getPackage().isAnnotatedWith(NullMarked.class))
                    .as(one.getPackageName())
                    .isTrue();
        }
    }

    @Test
    void filesAndPackagesStaySmall() throws java.io.IOException {
        TreeMap<Path, Integer> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(Path.of("src/main/java"))) {
            for (Path file : tree.filter(p -> p.toString().endsWith(".java")).toList()) {
                assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(400);
                Integer unused = files.merge(file.getParent(), 1, Integer::sum);
            }
        }
        assertThat(files).isNotEmpty().allSatisfy((directory, count) -> assertThat(count)
                .as(directory.toString())
                .isLessThanOrEqualTo(18));
    }
}
