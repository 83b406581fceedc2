package org.crease.lab;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms and the arrows between them, as drawn in CONTRIBUTING.md. A room that does not exist yet breaks no rule. */
class ArchitectureTest {
    private static final JavaClasses CREASE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.crease");

    private static final DescribedPredicate<JavaClass> CREASE_CLASS = resideInAPackage("org.crease..");

    /** The classes that compare a recovered network with the true one, whether they exist yet or not. */
    private static final DescribedPredicate<JavaClass> SCORER = named(
                    "org.crease.network.Alignment", "org.crease.network.Comparison")
            .as("the scorer");

    /** Without this, a rule could hold because nothing was looked at. */
    @Test
    void theRulesAreAskedOfTheRealClasses() {
        Set<String> packages = CREASE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(packages)
                .contains(
                        "org.crease.geometry",
                        "org.crease.oracle",
                        "org.crease.network",
                        "org.crease.recovery",
                        "org.crease.recovery.paper");
        assertThat(packages)
                .allMatch(name ->
                        name.matches("org\\.crease\\." + "(geometry|oracle|network|recovery|oracles|lab)(\\..*)?"));
    }

    @Test
    void geometryKnowsNobody() {
        knowsOnly("org.crease.geometry..");
    }

    @Test
    void theKeyholeKnowsGeometryOnly() {
        knowsOnly("org.crease.oracle..", "org.crease.geometry..");
    }

    @Test
    void networksKnowGeometryOnly() {
        knowsOnly("org.crease.network..", "org.crease.geometry..");
    }

    @Test
    void noWayLeadsFromTheKeyholeToANetwork() {
        check(noClasses()
                .that()
                .resideInAPackage("org.crease.oracle..")
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAPackage("org.crease.network..")
                .because("no oracle can name a network: looking at the truth is not forbidden, it is inexpressible"));
    }

    @Test
    void noWayLeadsFromANetworkToTheKeyhole() {
        check(noClasses()
                .that()
                .resideInAPackage("org.crease.network..")
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAPackage("org.crease.oracle..")
                .because("an oracle is made from a network in the lab only, by handing over a function"));
    }

    @Test
    void recoveryKnowsTheKeyholeNetworksAndGeometryOnly() {
        knowsOnly("org.crease.recovery..", "org.crease.oracle..", "org.crease.network..", "org.crease.geometry..");
    }

    @Test
    void whatTheMethodsShareKnowsNoMethod() {
        check(noClasses()
                .that()
                .resideInAPackage("org.crease.recovery")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.crease.recovery.paper..", "org.crease.recovery.arrangement..")
                .because("methods are listed at the top, by the command line"));
    }

    @Test
    void thePapersMethodStandsWithoutTheOtherMethods() {
        check(noClasses()
                .that()
                .resideInAPackage("org.crease.recovery.paper..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.crease.recovery.arrangement..")
                .because("it is the published method, and what it gets wrong must be its own"));
    }

    @Test
    void aRecoveryNeverScoresItself() {
        check(noClasses()
                .that()
                .resideInAPackage("org.crease.recovery..")
                .should()
                .dependOnClassesThat(SCORER)
                .because("a score needs the truth"));
    }

    @Test
    void onlyTheLabScores() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("org.crease.lab..", "org.crease.network..")
                .should()
                .dependOnClassesThat(SCORER)
                .because("a score needs the truth"));
    }

    @Test
    void oraclesKnowTheKeyholeAndGeometryOnly() {
        DescribedPredicate<JavaClass> allowed =
                resideInAnyPackage("org.crease.oracles..", "org.crease.oracle..", "org.crease.geometry..");
        check(noClasses()
                .that(resideInAPackage("org.crease.oracles..").and(not(resideInAPackage("org.crease.oracles.model.."))))
                .should()
                .dependOnClassesThat(CREASE_CLASS.and(not(allowed)))
                .because("behind the keyhole stands somebody else's model"));
    }

    @Test
    void modelFilesKnowNetworksAndFindingsBesides() {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(
                        "org.crease.oracles..", "org.crease.oracle..", "org.crease.network..", "org.crease.geometry..")
                .or(named("org.crease.recovery.Findings"));
        check(noClasses()
                .that()
                .resideInAPackage("org.crease.oracles.model..")
                .should()
                .dependOnClassesThat(CREASE_CLASS.and(not(allowed)))
                .because("a file tells what was found, not how"));
    }

    @Test
    void onlyTheOnnxRoomKnowsOnnxRuntime() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.crease.oracles.onnx..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .because("a foreign runtime lives in one package"));
    }

    @Test
    void whatLiesBelowTheLabKnowsNothingOfIt() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.crease.lab..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.crease.lab..")
                .because("the lab knows everyone, and arrows point downwards"));
    }

    @Test
    void nobodyKnowsTheCommandLine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.crease.lab.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.crease.lab.cli..")
                .because("it is where everything is put together"));
    }

    @Test
    void plotsKnowNeitherReportsNorExperiments() {
        check(noClasses()
                .that()
                .resideInAPackage("org.crease.lab.plot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.crease.lab.report..", "org.crease.lab.experiment..")
                .because("a plot is numbers and a picture"));
    }

    @Test
    void noPackagesGoInCircles() {
        check(slices().matching("org.crease.(**)").should().beFreeOfCycles());
    }

    /** Of Crease's packages, {@code room} may use itself and {@code below}, and no other. */
    private static void knowsOnly(String room, String... below) {
        String[] allowed = Stream.concat(Stream.of(room), Arrays.stream(below)).toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(CREASE_CLASS.and(not(resideInAnyPackage(allowed))))
                .because("arrows point downwards"));
    }

    /** Classes of these names, and what is nested in them. */
    private static DescribedPredicate<JavaClass> named(String... names) {
        return describe(
                String.join(" or ", names),
                type -> Arrays.stream(names)
                        .anyMatch(name ->
                                type.getName().equals(name) || type.getName().startsWith(name + "$")));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CREASE);
    }
}
