package io.paycast.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds this module to the event contract and nothing else. */
@AnalyzeClasses(packages = "io.paycast", importOptions = DoNotIncludeTests.class)
class ContractArchitectureTest {

    @ArchTest
    static final ArchRule MODULE_HOLDS_ONLY_THE_EVENT_CONTRACT =
            classes().should().resideInAPackage("io.paycast.events..");

    @ArchTest
    static final ArchRule CONTRACT_DEPENDS_ON_JACKSON_AND_KAFKA_ONLY =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "io.paycast.events..",
                            "java..",
                            "org.apache.kafka..",
                            "org.jspecify.annotations..",
                            "tools.jackson..",
                            "com.fasterxml.jackson.annotation..");
}
