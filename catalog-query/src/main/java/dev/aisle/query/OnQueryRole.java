package dev.aisle.query;

import java.util.Set;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

final class OnQueryRole implements Condition {

    private static final String ROLE = "query";

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return Binder.get(context.getEnvironment())
                .bind("aisle.roles", Bindable.setOf(String.class))
                .orElse(Set.of(ROLE))
                .stream()
                .anyMatch(ROLE::equalsIgnoreCase);
    }
}
