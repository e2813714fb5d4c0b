package io.paycast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the shared kit small: no cycles, no dependency on a service or on the event contract. */
@AnalyzeClasses(
        packages = {
            "io.paycast.body",
            "io.paycast.http",
            "io.paycast.kafka",
            "io.paycast.limits",
            "io.paycast.net",
            "io.paycast.settings",
            "io.paycast.tls"
        },
        importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
class ServiceKitArchitectureTest {

    @ArchTest
    static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
            slices().matching("io.paycast.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule KIT_DOES_NOT_KNOW_ITS_USERS =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.paycast.auth..",
                            "io.paycast.events..",
                            "io.paycast.gateway..",
                            "io.paycast.ingest..");

    @ArchTest
    static final ArchRule NETWORK_AND_LIMITS_DO_NOT_DEPEND_ON_SPRING =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.paycast.net..", "io.paycast.limits..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework..");
}
