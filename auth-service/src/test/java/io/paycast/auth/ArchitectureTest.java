package io.paycast.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.paycast.auth", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesDependInOneDirection =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("wiring")
                    .definedBy("io.paycast.auth")
                    .layer("login")
                    .definedBy("io.paycast.auth.login")
                    .layer("access")
                    .definedBy("io.paycast.auth.access")
                    .layer("tokens")
                    .definedBy("io.paycast.auth.tokens")
                    .layer("users")
                    .definedBy("io.paycast.auth.users")
                    .layer("keys")
                    .definedBy("io.paycast.auth.keys")
                    .layer("revocation")
                    .definedBy("io.paycast.auth.revocation")
                    .layer("http")
                    .definedBy("io.paycast.auth.http")
                    .whereLayer("wiring")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("login")
                    .mayOnlyBeAccessedByLayers("wiring")
                    .whereLayer("access")
                    .mayOnlyBeAccessedByLayers("wiring")
                    .whereLayer("tokens")
                    .mayOnlyBeAccessedByLayers("wiring", "login")
                    .whereLayer("users")
                    .mayOnlyBeAccessedByLayers("wiring", "login", "access", "tokens")
                    .whereLayer("keys")
                    .mayOnlyBeAccessedByLayers("wiring", "access", "tokens")
                    .whereLayer("revocation")
                    .mayOnlyBeAccessedByLayers("wiring", "access", "tokens", "users");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.paycast.auth.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule componentsAreNotScanned =
            noClasses()
                    .should()
                    .beAnnotatedWith("org.springframework.stereotype.Component")
                    .because("AuthWiring constructs all components");
}
