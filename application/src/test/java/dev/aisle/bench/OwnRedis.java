package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.springframework.util.unit.DataSize;

import dev.aisle.embedded.EmbeddedRedis;
import dev.aisle.embedded.EmbeddedSettings;

/** A Redis that belongs to the benchmark and not to the application, so that it can be killed under it. */
final class OwnRedis implements AutoCloseable {

    /** Room for the parts of the products that nearly all reads of a million products are for. */
    private static final DataSize MEMORY = DataSize.ofGigabytes(1);

    private final EmbeddedRedis redis;

    private OwnRedis(EmbeddedRedis redis) {
        this.redis = redis;
    }

    /** Starts it with nothing in it. */
    static OwnRedis start(Path folder, Path programs) throws IOException {
        Folders.delete(folder);
        var settings = EmbeddedSettings.in(folder).withPrograms(programs);
        var redis = EmbeddedRedis.start(settings.withMemory(settings.postgresMemory(), MEMORY));
        // whoever stops a benchmark stops what it started
        Runtime.getRuntime().addShutdownHook(new Thread(redis::close));
        return new OwnRedis(redis);
    }

    /** What tells an application to use it. */
    List<String> settings() {
        var endpoint = this.redis.endpoint();
        return List.of("--spring.data.redis.host=" + endpoint.host(), "--spring.data.redis.port=" + endpoint.port(),
                "--spring.data.redis.password=" + endpoint.password());
    }

    /** Ends it without a word, and for good. */
    void kill() {
        var process = this.redis.process();
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        this.redis.close();
    }

}
