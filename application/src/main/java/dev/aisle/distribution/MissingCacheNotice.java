package dev.aisle.distribution;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Says in one line that the JVM was given a cache and didn't use it: it itself is told to say nothing. */
@Component
final class MissingCacheNotice {

    private static final Logger log = LoggerFactory.getLogger(MissingCacheNotice.class);

    private static final String OPTION = "-XX:AOTCache=";

    /** Before the banner, which is the last that users look for. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @EventListener(ApplicationReadyEvent.class)
    void tell() {
        unused(ManagementFactory.getRuntimeMXBean().getInputArguments(), System.getProperty("java.vm.info", ""))
                .ifPresent(cache -> log.info(
                        "Started without {}, which is missing or was made for another JVM, other options or another version",
                        cache));
    }

    /** The JVM says {@code sharing} only while it shares classes with a cache. */
    static Optional<String> unused(List<String> jvmOptions, String jvmInfo) {
        return jvmInfo.contains("sharing") ? Optional.empty() : jvmOptions.stream()
                .filter(option -> option.startsWith(OPTION)).map(option -> option.substring(OPTION.length()))
                .findFirst();
    }

}
