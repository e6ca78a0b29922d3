package dev.aisle.embedded;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

import dev.aisle.embedded.EmbeddedServers.Server;

/** Holds when the environment names no server of one's own, so that Aisle brings it. */
sealed interface NothingConfigured extends Condition {

    /** No database is named. */
    final class ForDatabase implements NothingConfigured {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return wanted(context.getEnvironment()).contains(Server.POSTGRES);
        }
    }

    /** No Redis is named. */
    final class ForRedis implements NothingConfigured {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return wanted(context.getEnvironment()).contains(Server.REDIS);
        }
    }

    /** One of them isn't named. */
    final class ForAny implements NothingConfigured {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !wanted(context.getEnvironment()).isEmpty();
        }
    }

    /** The servers that the environment doesn't name. */
    static Set<Server> wanted(Environment environment) {
        Binder binder = Binder.get(environment);
        Set<Server> wanted = EnumSet.allOf(Server.class);
        if (binder.bind("spring.datasource.url", String.class).isBound()) {
            wanted.remove(Server.POSTGRES);
        }
        if (Stream.of("url", "host", "sentinel", "cluster", "masterreplica")
                .anyMatch(name -> binder.bind("spring.data.redis." + name, Bindable.of(Object.class)).isBound())) {
            wanted.remove(Server.REDIS);
        }
        return wanted;
    }
}
