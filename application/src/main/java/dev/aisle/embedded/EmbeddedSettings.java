package dev.aisle.embedded;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;
import org.springframework.util.unit.DataSize;

/**
 * How the embedded servers run.
 *
 * @param dataDirectory the folder for data, passwords, logs and unpacked programs; made if absent
 * @param programs the folder that the servers' programs are unpacked into, once
 * @param postgresMemory PostgreSQL's {@code shared_buffers}
 * @param redisMemory Redis' {@code maxmemory}
 * @param startTimeout how long a server may take to answer, recovery after a crash included
 * @param postgresParameters further PostgreSQL parameters; those that carry durability, access or
 *     addresses are refused
 */
public record EmbeddedSettings(
        Path dataDirectory,
        Path programs,
        DataSize postgresMemory,
        DataSize redisMemory,
        Duration startTimeout,
        Map<String, String> postgresParameters) {

    /** Makes the paths absolute and the map immutable. */
    public EmbeddedSettings {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        programs = programs.toAbsolutePath().normalize();
        postgresParameters = Map.copyOf(postgresParameters);
    }

    /**
     * The defaults, with everything in one folder.
     *
     * @param dataDirectory the folder
     */
    public static EmbeddedSettings in(Path dataDirectory) {
        return new EmbeddedSettings(
                dataDirectory,
                dataDirectory.resolve("programs"),
                share(machineMemory()),
                DataSize.ofMegabytes(256),
                Duration.ofMinutes(5),
                Map.of());
    }

    /** PostgreSQL's part of a machine that runs other things, too; it takes memory only as it comes to use it. */
    static DataSize share(DataSize machine) {
        return DataSize.ofMegabytes(Math.clamp(machine.toMegabytes() / 8, 128, 4096));
    }

    /** Of the machine, or of the container if that has less. */
    private static DataSize machineMemory() {
        return DataSize.ofBytes(((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize());
    }

    /**
     * The same with the programs elsewhere, for several data directories that share one unpacked copy.
     *
     * @param folder the folder for unpacked programs
     */
    public EmbeddedSettings withPrograms(Path folder) {
        return new EmbeddedSettings(
                dataDirectory, folder, postgresMemory, redisMemory, startTimeout, postgresParameters);
    }

    /**
     * The same with other memory sizes.
     *
     * @param postgres PostgreSQL's {@code shared_buffers}
     * @param redis Redis' {@code maxmemory}
     */
    public EmbeddedSettings withMemory(DataSize postgres, DataSize redis) {
        return new EmbeddedSettings(dataDirectory, programs, postgres, redis, startTimeout, postgresParameters);
    }

    /**
     * The same with further PostgreSQL parameters.
     *
     * @param parameters names and values as in {@code postgresql.conf}
     */
    public EmbeddedSettings withPostgresParameters(Map<String, String> parameters) {
        return new EmbeddedSettings(dataDirectory, programs, postgresMemory, redisMemory, startTimeout, parameters);
    }

    /**
     * The same with another patience.
     *
     * @param timeout how long a server may take to start
     */
    public EmbeddedSettings withStartTimeout(Duration timeout) {
        return new EmbeddedSettings(
                dataDirectory, programs, postgresMemory, redisMemory, timeout, postgresParameters);
    }
}
