package dev.aisle.embedded;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import dev.aisle.embedded.EmbeddedServers.Server;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedServersConfigurationTests {

    @Test
    void startsNothingWhereDatabaseAndRedisAreConfigured() {
        new ApplicationContextRunner()
                .withUserConfiguration(EmbeddedServersConfiguration.class)
                .withPropertyValues("spring.datasource.url=jdbc:postgresql://db/aisle", "spring.data.redis.host=cache")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedServers.class));
    }

    @Test
    void wantsBothWhereNothingIsConfigured() {
        assertThat(wanted("spring.data.redis.repositories.enabled=false"))
                .containsExactlyInAnyOrder(Server.POSTGRES, Server.REDIS);
    }

    @Test
    void wantsOnlyRedisWhereADatabaseIsConfigured() {
        assertThat(wanted("spring.datasource.url=jdbc:postgresql://db/aisle")).containsExactly(Server.REDIS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.data.redis.host=cache",
                "spring.data.redis.url=redis://cache",
                "spring.data.redis.cluster.nodes=a:1,b:1",
                "spring.data.redis.cluster.nodes[0]=a:1",
                "spring.data.redis.sentinel.master=aisle",
                "spring.data.redis.masterreplica.nodes=a:1,b:1"
            })
    void wantsOnlyPostgresWhereARedisIsConfigured(String property) {
        assertThat(wanted(property)).containsExactly(Server.POSTGRES);
    }

    private static Set<Server> wanted(String property) {
        String[] pair = property.split("=", 2);
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(pair[0], pair[1])));
        return NothingConfigured.wanted(environment);
    }
}
