package dev.aisle.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The text of PostgreSQL's configuration files: durable, on loopback only, every login by password. */
final class PostgresConfiguration {

    /** {@code sun_path} holds 104 bytes on the strictest system, the socket's own name and a zero included. */
    private static final int LONGEST_SOCKET_DIRECTORY = 104 - "/.s.PGSQL.65535.lock".length() - 1;

    private static final long MEBIBYTE = 1024 * 1024;

    /** Parameters on which safety, or finding the server again, depends. */
    private static final Set<String> FIXED = Set.of(
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_sync_method",
            "zero_damaged_pages",
            "ignore_checksum_failure",
            "ignore_system_indexes",
            "password_encryption",
            "listen_addresses",
            "port",
            "unix_socket_directories",
            "unix_socket_permissions",
            "data_directory",
            "config_file",
            "hba_file",
            "ident_file",
            "external_pid_file",
            "logging_collector",
            "log_directory",
            "include",
            "include_dir",
            "include_if_exists");

    private static final String ACCESS = """
            # Written by Aisle at each start.
            local  all  all                scram-sha-256
            host   all  all  127.0.0.1/32  scram-sha-256
            """;

    private final EmbeddedSettings settings;
    private final Path programs;
    private final Path sockets;
    private final Path logs;

    PostgresConfiguration(EmbeddedSettings settings, Path programs, Path sockets, Path logs) {
        this.settings = settings;
        this.programs = programs;
        this.sockets = sockets;
        this.logs = logs;
        settings.postgresParameters().keySet().stream()
                .filter(name -> FIXED.contains(name.toLowerCase(Locale.ROOT)) || !name.matches("[A-Za-z_.0-9]+"))
                .findFirst()
                .ifPresent(
                        name -> {
                            throw new EmbeddedServerException(
                                    "The embedded PostgreSQL's parameter '%s' cannot be changed.".formatted(name));
                        });
    }

    /** Whether the files in the cluster are already what they would be made. */
    boolean isWritten(Path cluster, int port) throws IOException {
        return PrivateFiles.holds(cluster.resolve("postgresql.conf"), text(port))
                && PrivateFiles.holds(cluster.resolve("pg_hba.conf"), ACCESS);
    }

    void write(Path cluster, int port) throws IOException {
        PrivateFiles.directory(logs);
        PrivateFiles.directory(sockets);
        PrivateFiles.write(cluster.resolve("postgresql.conf"), text(port));
        PrivateFiles.write(cluster.resolve("pg_hba.conf"), ACCESS);
        // What a superuser once set by ALTER SYSTEM would win over the file above.
        PrivateFiles.write(cluster.resolve("postgresql.auto.conf"), "");
    }

    private String text(int port) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("listen_addresses", ServerState.HOST);
        parameters.put("port", Integer.toString(port));
        parameters.put("unix_socket_directories", socketDirectory());
        parameters.put("unix_socket_permissions", "0700");
        parameters.put("max_connections", "100");
        parameters.put("password_encryption", "scram-sha-256");
        putDurability(parameters);
        putMemory(parameters);
        putWork(parameters);
        putLog(parameters);
        parameters.putAll(settings.postgresParameters());
        StringBuilder text = new StringBuilder("# Written by Aisle at each start, for " + programs + "\n");
        parameters.forEach(
                (name, value) -> text.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
        return text.toString();
    }

    private static void putDurability(Map<String, String> parameters) {
        parameters.put("fsync", "on");
        parameters.put("synchronous_commit", "on");
        parameters.put("full_page_writes", "on");
        // Few checkpoints, each spread out: after each one, every page's first change costs a whole page of log.
        parameters.put("max_wal_size", "4GB");
        parameters.put("min_wal_size", "256MB");
        parameters.put("checkpoint_timeout", "15min");
        parameters.put("checkpoint_completion_target", "0.9");
        // pglz, the only method that these programs have, takes longer over a page than writing it does: making an
        // index on six million rows took 17 s with it and 10 s without
        parameters.put("wal_compression", "off");
        parameters.put("wal_buffers", "16MB");
    }

    private void putMemory(Map<String, String> parameters) {
        long shared = Math.max(1, settings.postgresMemory().toBytes() / MEBIBYTE);
        parameters.put("shared_buffers", shared + "MB");
        parameters.put("effective_cache_size", 4 * shared + "MB");
        parameters.put("maintenance_work_mem", Math.clamp(shared / 2, 64, 512) + "MB");
        parameters.put("work_mem", "16MB");
        // What was in memory before a restart is read again in the background, in the order that it lies on the disk:
        // else the first edits and readers would each wait for a dozen pages.
        parameters.put("shared_preload_libraries", "pg_prewarm");
        parameters.put("pg_prewarm.autoprewarm", "on");
    }

    private static void putWork(Map<String, String> parameters) {
        parameters.put("random_page_cost", "1.1");
        parameters.put("jit", "off");
        // Stock changes turn whole tables over within minutes: clean early, in small steps, and count often.
        parameters.put("autovacuum_naptime", "10s");
        parameters.put("autovacuum_vacuum_scale_factor", "0.05");
        parameters.put("autovacuum_vacuum_insert_scale_factor", "0.1");
        parameters.put("autovacuum_analyze_scale_factor", "0.02");
        parameters.put("autovacuum_vacuum_cost_limit", "1000");
        parameters.put("TimeZone", "UTC");
    }

    /** One file a weekday, emptied when its day comes again, and nothing in it but what needs attention. */
    private void putLog(Map<String, String> parameters) {
        parameters.put("logging_collector", "on");
        parameters.put("log_directory", logs.toString());
        parameters.put("log_filename", "postgresql-%a.log");
        parameters.put("log_rotation_age", "1d");
        parameters.put("log_rotation_size", "0");
        parameters.put("log_truncate_on_rotation", "on");
        parameters.put("log_timezone", "UTC");
        parameters.put("log_checkpoints", "off");
        parameters.put("log_min_messages", "warning");
        parameters.put("log_min_error_statement", "panic");
    }

    private String socketDirectory() {
        String path = sockets.toString();
        boolean usable = path.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_DIRECTORY
                && !path.contains(",");
        return usable ? path : "";
    }
}
