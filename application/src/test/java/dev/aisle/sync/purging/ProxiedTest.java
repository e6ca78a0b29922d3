package dev.aisle.sync.purging;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

import dev.aisle.AisleTest;
import dev.aisle.AnotherAisle;
import dev.aisle.kernel.testing.TestPorts;

/** An application with two proxies before it: Varnish, and one that only writes down what it is told. */
@AnotherAisle
@AisleTest
@ContextConfiguration(initializers = {AisleTest.OwnServers.class, ProxiedTest.Ports.class})
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ProxiedTest {

    /** Where the proxies are to be; nobody need be there yet. */
    final class Ports implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        static final int AISLE = TestPorts.free();

        static final int VARNISH = TestPorts.free();

        static final int RECORDER = TestPorts.free();

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            // one port for the whole test: the server behind Varnish is stopped and started
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("proxies", Map.of(
                    "server.port", AISLE,
                    "aisle.proxies.purge-urls",
                    "http://127.0.0.1:%d,http://127.0.0.1:%d".formatted(VARNISH, RECORDER),
                    "aisle.proxies.fresh-within", "2s", "aisle.sync.purging.repeat-after", "400ms,2100ms",
                    "aisle.sync.purging.max-behind", 50, "aisle.sync.purging.max-backoff", "500ms")));
        }

    }

}
