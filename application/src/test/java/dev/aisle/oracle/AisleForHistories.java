package dev.aisle.oracle;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/** Gives each class of tests of histories an application, stopped after its last test. */
final class AisleForHistories extends TypeBasedParameterResolver<AisleUnderTest> {

    @Override
    public AisleUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext ofClass = context;
        while (ofClass.getTestMethod().isPresent() || ofClass.getTestClass().isEmpty()) {
            ofClass = ofClass.getParent().orElseThrow();
        }
        return ofClass.getStore(Namespace.create(AisleForHistories.class))
                .computeIfAbsent(AisleUnderTest.class, _ -> AisleUnderTest.start(), AisleUnderTest.class);
    }

}
