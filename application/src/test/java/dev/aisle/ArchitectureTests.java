package dev.aisle;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.web.bind.annotation.RestController;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** The fences that Maven's dependencies and Spring Modulith don't draw. */
@AnalyzeClasses(packages = "dev.aisle", importOptions = {ImportOption.DoNotIncludeTests.class,
    ArchitectureTests.NoTestJars.class})
class ArchitectureTests {

    /** What modules' tests lend to each other. */
    static final class NoTestJars implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }

    }

    private static final DescribedPredicate<JavaClass> DOMAIN = DescribedPredicate.describe(
            "states, commands and rules of the write model",
            type -> type.getPackageName().startsWith("dev.aisle.command.")
                    && (type.getPackageName().matches("dev\\.aisle\\.command\\.(stream|text)")
                            || isDomainName(outermost(type).getSimpleName()))
                    // reads and writes columns, for the repositories
                    && !type.getSimpleName().equals("Times"));

    private static boolean isDomainName(String name) {
        return name.matches("Category|Product|Stock|Price|Assortment|CategoryTree|Set(Price|Stock)|.+Rules|.+Command");
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTests::outermost).orElse(type);
    }

    @ArchTest
    static final ArchRule kernelDependsOnNothing = classes().that().resideInAPackage("dev.aisle.kernel..")
            .and().haveSimpleNameNotEndingWith("package-info").should().onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "dev.aisle.kernel..");

    /** Their aspects would silently do nothing: looking for join points is switched off, since each start paid for it. */
    @ArchTest
    static final ArchRule nothingCountsOnAspects = noClasses().should().dependOnClassesThat().resideInAnyPackage(
            "io.github.resilience4j..annotation..", "io.micrometer.core.annotation..",
            "io.micrometer.observation.annotation..", "org.aspectj..");

    @ArchTest
    static final ArchRule domainIsFreeOfFrameworks = classes().that(DOMAIN)
            .and().haveSimpleNameNotEndingWith("package-info").should().onlyDependOnClassesThat(
                    resideInAPackage("java..").or(resideInAPackage("org.jspecify.."))
                            .or(resideInAPackage("dev.aisle.kernel..")).or(resideInAPackage("dev.aisle.command.."))
                            .and(DescribedPredicate.not(resideInAPackage("java.sql.."))));

    @ArchTest
    static final ArchRule decidingIsPure = noClasses().that(DOMAIN).should().callMethod(Instant.class, "now")
            .orShould().callMethod(UUID.class, "randomUUID").orShould().callMethod(ThreadLocalRandom.class, "current")
            .orShould().dependOnClassesThat().areAssignableTo(Clock.class);

    /** Windows and versions go by the database's clock: a host whose clock is wrong does no harm. */
    @ArchTest
    static final ArchRule theHostsClockHasNoSay = noClasses().that()
            .resideInAnyPackage("dev.aisle.command..", "dev.aisle.sync.projection..", "dev.aisle.sync.jobs..",
                    "dev.aisle.query.listing..", "dev.aisle.query.product..", "dev.aisle.query.category..")
            .should().callMethod(Instant.class, "now").orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(LocalDateTime.class, "now").orShould().callMethod(OffsetDateTime.class, "now")
            .orShould().callMethod(ZonedDateTime.class, "now").orShould().dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule commandKnowsNeitherQueryNorSync = noClasses().that()
            .resideInAPackage("dev.aisle.command..").should().dependOnClassesThat()
            .resideInAnyPackage("dev.aisle.query..", "dev.aisle.sync..");

    @ArchTest
    static final ArchRule queryKnowsNeitherCommandNorSync = noClasses().that().resideInAPackage("dev.aisle.query..")
            .should().dependOnClassesThat().resideInAnyPackage("dev.aisle.command..", "dev.aisle.sync..");

    @ArchTest
    static final ArchRule syncUsesOnlyWhatIsPublished = noClasses().that().resideInAPackage("dev.aisle.sync..")
            .should().dependOnClassesThat(resideInAPackage("dev.aisle.command.*..")
                    .or(DescribedPredicate.describe(
                            "query's packages but its cache, its surrogate keys and its suspects",
                            type -> type.getPackageName().startsWith("dev.aisle.query")
                                    && !type.getPackageName().equals("dev.aisle.query.cache")
                                    && !type.getPackageName().equals("dev.aisle.query.repair")
                                    && !type.getPackageName().equals("dev.aisle.query.surrogate"))));

    @ArchTest
    static final ArchRule jdbcStaysInside = classes().that().haveSimpleNameStartingWith("Jdbc").should()
            .notBePublic();

    @ArchTest
    static final ArchRule controllersStayInside = classes().that().areAnnotatedWith(RestController.class).should()
            .notBePublic().andShould().haveSimpleNameEndingWith("Controller");

    @ArchTest
    static final ArchRule settingsAreRecords = classes().that().areAnnotatedWith(ConfigurationProperties.class)
            .should().beRecords();

    @ArchTest
    static final ArchRule noDrawersForOddsAndEnds = noClasses().should().resideInAnyPackage("..util..", "..utils..",
            "..common..", "..helper..", "..impl..", "..manager..", "..misc..");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().that().resideInAPackage("dev.aisle..")
            .and().doNotHaveModifier(JavaModifier.SYNTHETIC).should(new ArchCondition<>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(type,
                                type.getPackageName() + " has no @NullMarked package-info.java"));
                    }
                }
            });

}
