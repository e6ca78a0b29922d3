package dev.aisle.oracle;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/** Gives all tests of histories one application, started with the first and stopped after the last. */
final class AisleForHistories extends TypeBasedParameterResolver<AisleUnderTest> {

    /** One test at a time: faults are planted for all. */
    static final String LOCK = "the application for histories";

    @Override
    public AisleUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(AisleForHistories.class))
                .computeIfAbsent(AisleUnderTest.class, _ -> AisleUnderTest.start(), AisleUnderTest.class);
    }

}
