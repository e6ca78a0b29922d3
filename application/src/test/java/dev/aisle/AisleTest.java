package dev.aisle;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole application on a free port, with a database and a Redis of its own and an empty
 * catalog. Classes with the same configuration share one: let them use ids of their own, or
 * add {@code @DirtiesContext}, with {@code BEFORE_CLASS} where they need an empty catalog.
 * They run one after another, but for those whose annotation has a lock of its own, such as {@link AnotherAisle}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.SAME_THREAD)
@SpringBootTest(classes = AisleApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = AisleTest.OwnServers.class)
public @interface AisleTest {

    /** The admin account's password in tests. */
    String ADMIN_PASSWORD = "test-admin-password";

    /** Points the application at a new database. */
    final class OwnServers implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var database = TestServers.newDatabase();
            var redis = TestServers.redis();
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test servers",
                    Map.of("spring.datasource.url", database.jdbcUrl(), "spring.datasource.username",
                            database.username(), "spring.datasource.password", database.password(),
                            "spring.data.redis.host", redis.host(), "spring.data.redis.port", redis.port(),
                            "spring.data.redis.password", redis.password(), "spring.data.redis.database",
                            TestServers.nextRedisDatabase(), "aisle.admin.password", ADMIN_PASSWORD, "aisle.demo",
                            "false")));
        }

    }

}
