package dev.aisle.sync.purging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

import dev.aisle.AisleTest;
import dev.aisle.AnotherAisle;

/** An application with two proxies before it: Varnish, and one that only writes down what it is told. */
@AnotherAisle
@AisleTest
@ContextConfiguration(initializers = {AisleTest.OwnServers.class, ProxiedTest.Ports.class})
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ProxiedTest {

    /** Where the proxies are to be; nobody need be there yet. */
    final class Ports implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        static final int AISLE = free();

        static final int VARNISH = free();

        static final int RECORDER = free();

        private static int free() {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

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
