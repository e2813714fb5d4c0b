package io.paycast.tabby;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the emulator in layers, and apart from the code that it tests. */
@AnalyzeClasses(packages = "io.paycast.tabby", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.paycast.tabby.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule KNOWS_NOTHING_OF_PAYCASTS_EVENTS =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.paycast.events..", "io.paycast.ingest..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule PAYMENTS_KNOW_NOTHING_OF_SPRING =
            noClasses()
                    .that()
                    .resideInAnyPackage("..model..", "..time..", "..payment..", "..webhook..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework..");
}
