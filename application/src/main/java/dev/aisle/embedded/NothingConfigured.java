package dev.aisle.embedded;

import java.util.EnumSet;
import java.util.Set;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
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
        DataRedisProperties redis = binder.bindOrCreate("spring.data.redis", Bindable.of(DataRedisProperties.class));
        // The host has a default, so that the properties don't tell whether it was set.
        if (binder.bind("spring.data.redis.host", String.class).isBound()
                || redis.getUrl() != null
                || redis.getSentinel() != null
                || redis.getCluster() != null
                || redis.getMasterreplica() != null) {
            wanted.remove(Server.REDIS);
        }
        return wanted;
    }
}
