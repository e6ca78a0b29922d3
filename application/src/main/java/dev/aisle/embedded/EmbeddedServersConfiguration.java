package dev.aisle.embedded;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Connection details, not properties: so the servers are beans on which the pools depend, started before the
 * first of them and stopped after the last.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmbeddedProperties.class)
class EmbeddedServersConfiguration {

    @Bean
    @Conditional(NothingConfigured.ForAny.class)
    EmbeddedServers embeddedServers(EmbeddedProperties properties, Environment environment,
            ObjectProvider<EarlyStart.Pending> early) {
        EarlyStart.Pending pending = early.getIfAvailable();
        return pending != null ? pending.await()
                : EmbeddedServers.start(properties.settings(), NothingConfigured.wanted(environment));
    }

    @Bean
    @Conditional(NothingConfigured.ForDatabase.class)
    JdbcConnectionDetails embeddedDatabase(EmbeddedServers servers) {
        return new EmbeddedDatabase(servers.postgres().orElseThrow().endpoint());
    }

    @Bean
    @Conditional(NothingConfigured.ForRedis.class)
    DataRedisConnectionDetails embeddedCache(EmbeddedServers servers) {
        return new EmbeddedCache(servers.redis().orElseThrow().endpoint());
    }

    private record EmbeddedDatabase(PostgresEndpoint endpoint) implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return endpoint.username();
        }

        @Override
        public String getPassword() {
            return endpoint.password();
        }

        @Override
        public String getJdbcUrl() {
            return endpoint.jdbcUrl();
        }
    }

    private record EmbeddedCache(RedisEndpoint endpoint) implements DataRedisConnectionDetails {

        @Override
        public String getPassword() {
            return endpoint.password();
        }

        @Override
        public Standalone getStandalone() {
            return Standalone.of(endpoint.host(), endpoint.port());
        }
    }
}
