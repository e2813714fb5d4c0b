package io.paycast.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Data flows one way: feed, ledger, journal, fan-out, session. A client enters through connect. */
class GatewayArchitectureTest {

    private static final String ROOT = "io.paycast.gateway.";
    private static final JavaClasses GATEWAY =
            new ClassFileImporter()
                    .withImportOption(new DoNotIncludeTests())
                    .importPackages("io.paycast");

    @Test
    void hasNoPackageCycles() {
        slices().matching("io.paycast.gateway.(*)..").should().beFreeOfCycles().check(GATEWAY);
    }

    @Test
    void keepsTheJournalIndependentOfItsReaders() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        of("journal", "cursor", "ledger", "protocol", "stats", "limits"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        of("feed", "fanout", "session", "connect", "http", "access", "replay"))
                .check(GATEWAY);
    }

    @Test
    void keepsSessionsIndependentOfTheSourceOfUpdates() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "session..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(of("feed", "fanout", "connect", "http", "replay", "ledger"))
                .check(GATEWAY);
    }

    @Test
    void keepsFeedAndFanoutIndependentOfEachOther() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "fanout..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(of("feed", "connect", "http", "ledger", "replay"))
                .check(GATEWAY);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "feed..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(of("fanout", "session", "connect", "http", "replay"))
                .check(GATEWAY);
    }

    /** Control goes down and data comes up as values: the way in is never called back. */
    @Test
    void connectImplementsNoCallbackOfTheSessionsItOpens() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "connect..")
                .should()
                .implement(resideInAnyPackage(of("session", "fanout")))
                .check(GATEWAY);
    }

    @Test
    void keepsSpringOutOfTheEventContract() {
        noClasses()
                .that()
                .resideInAnyPackage("io.paycast.events..", "io.paycast.net..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(GATEWAY);
    }

    @Test
    void usesSpringWebOnlyInTheHttpPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "http..", "io.paycast.gateway")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.web..", "org.springframework.security..")
                .check(GATEWAY.that(resideInAPackage("io.paycast.gateway..")));
    }

    @Test
    void rootPackageHoldsTheApplicationItsWiringSettingsAndLifecycle() {
        classes()
                .that()
                .resideInAPackage("io.paycast.gateway")
                .and()
                .areTopLevelClasses()
                .should()
                .haveNameMatching(".*(Application|Wiring|Settings|Lifecycle|package-info)")
                .check(GATEWAY);
    }

    private static String[] of(String... packages) {
        var all = new String[packages.length];
        for (int i = 0; i < packages.length; i++) {
            all[i] = ROOT + packages[i] + "..";
        }
        return all;
    }
}
