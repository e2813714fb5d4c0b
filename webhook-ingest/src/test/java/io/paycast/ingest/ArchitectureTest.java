package io.paycast.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Enforces that a webhook passes the packages in one direction, and that only wiring knows all. */
@AnalyzeClasses(packages = "io.paycast.ingest", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ONLY_THE_ENDPOINT_USES_GATE_BODY_AND_EVENTLOG =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("wiring")
                    .definedBy("io.paycast.ingest")
                    .layer("webhook")
                    .definedBy("..ingest.webhook..")
                    .layer("gate")
                    .definedBy("..ingest.gate..")
                    .layer("body")
                    .definedBy("..ingest.body..")
                    .layer("log")
                    .definedBy("..ingest.eventlog..")
                    .whereLayer("wiring")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("webhook")
                    .mayOnlyBeAccessedByLayers("wiring")
                    .whereLayer("gate")
                    .mayOnlyBeAccessedByLayers("wiring", "webhook")
                    .whereLayer("body")
                    .mayOnlyBeAccessedByLayers("wiring", "webhook")
                    .whereLayer("log")
                    .mayOnlyBeAccessedByLayers("wiring", "webhook");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.paycast.ingest.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_EVENTLOG_USES_KAFKA_CLIENTS =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..ingest.eventlog..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.kafka.clients.admin..",
                            "org.apache.kafka.clients.consumer..");

    @ArchTest
    static final ArchRule NO_COMPONENT_SCANNING =
            classes()
                    .should()
                    .notBeMetaAnnotatedWith("org.springframework.stereotype.Component")
                    .orShould()
                    .beAnnotatedWith("org.springframework.context.annotation.Configuration")
                    .orShould()
                    .beAnnotatedWith("org.springframework.boot.SpringBootConfiguration");
}
