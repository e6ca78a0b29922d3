package dev.aisle.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Only there in a process that has the role {@code command} ({@code aisle.roles}). */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(CommandRole.IsOn.class)
public @interface CommandRole {

    /** Looks into {@code aisle.roles}; unset, a process has every role. */
    final class IsOn implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Binder.get(context.getEnvironment())
                    .bind("aisle.roles", Bindable.setOf(String.class))
                    .orElse(Set.of("command"))
                    .stream()
                    .anyMatch("command"::equalsIgnoreCase);
        }

    }

}
