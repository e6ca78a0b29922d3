package dev.aisle.query;

import java.util.Set;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether this process answers the storefront. */
public final class OnQueryRole implements Condition {

    private static final String ROLE = "query";

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return isHeld(context.getEnvironment());
    }

    /**
     * Whether {@code aisle.roles} names {@code query}, as it does if it isn't set.
     * @param environment the process's settings
     * @return whether this process answers the storefront
     */
    public static boolean isHeld(Environment environment) {
        return Binder.get(environment)
                .bind("aisle.roles", Bindable.setOf(String.class))
                .orElse(Set.of(ROLE))
                .stream()
                .anyMatch(ROLE::equalsIgnoreCase);
    }
}
