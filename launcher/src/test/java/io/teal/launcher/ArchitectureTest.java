package io.teal.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of the launcher, and who may touch which library. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.teal.launcher");

    @Test
    void thereIsSomethingToCheck() {
        assertThat(CLASSES.contain(Main.class)).isTrue();
        assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.teal.launcher.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("io.teal.launcher.(**)").should().beFreeOfCycles().check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("io.teal.launcher.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.teal.launcher")
                .check(CLASSES);
    }

    @Test
    void theClientKnowsOnlyTheWire() {
        noClasses()
                .that()
                .resideInAPackage("..client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.teal.gateway..", "io.teal.admin..", "io.teal.simulator..", "picocli..")
                .check(CLASSES);
    }

    @Test
    void onlyTheDemonstrationKnowsTheSimulator() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..demo")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.teal.simulator..")
                .check(CLASSES);
    }

    /** Who checks the audit has its files and no gateway, and no other program knows their form. */
    @Test
    void onlyTheApplicationPutsThePartsTogether() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Application")
                .and()
                .doNotHaveFullyQualifiedName("io.teal.launcher.cli.read.VerifyCommand")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.teal.admin..", "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void jsonIsReadInTwoPlaces() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..client..", "..demo")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..")
                .check(CLASSES);
    }

    @Test
    void onlyMainTouchesTheStandardStreams() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should(ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Utils?|Manager|Helper|Base|Abstract\\w*)")
                .check(CLASSES);
    }

    @Test
    void nothingStaticChanges() {
        noFields()
                .that()
                .areStatic()
                .should()
                .notHaveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
                .andShould()
                .beAnnotatedWith(com.google.errorprone.annotations.CheckReturnValue.class)
                .check(CLASSES);
    }
}
