package dev.aisle.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Aisle's own database and cache, used where no others are configured.
 *
 * @param dataDirectory the folder that holds all data of the embedded servers
 * @param embedded their sizes
 */
@ConfigurationProperties("aisle")
record EmbeddedProperties(@DefaultValue("data") Path dataDirectory, @DefaultValue Embedded embedded) {

    /**
     * Sizes of the embedded servers.
     *
     * @param postgresMemory PostgreSQL's shared buffers; without it an eighth of the machine's memory, 128 MB at
     *     least and 4 GB at most
     * @param redisMemory how much Redis holds before it evicts
     * @param startTimeout how long a server may take to start, recovery after a crash included
     * @param postgresParameters further PostgreSQL parameters; none that durability or access depend on
     */
    record Embedded(
            @Nullable DataSize postgresMemory,
            @DefaultValue("256MB") DataSize redisMemory,
            @DefaultValue("5m") Duration startTimeout,
            @DefaultValue Map<String, String> postgresParameters) {}

    EmbeddedSettings settings() {
        EmbeddedSettings defaults = EmbeddedSettings.in(dataDirectory);
        DataSize postgres = embedded.postgresMemory();
        return defaults.withMemory(postgres == null ? defaults.postgresMemory() : postgres, embedded.redisMemory())
                .withStartTimeout(embedded.startTimeout())
                .withPostgresParameters(embedded.postgresParameters());
    }
}
