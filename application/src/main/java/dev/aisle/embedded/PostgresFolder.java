package dev.aisle.embedded;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where PostgreSQL's things lie in the data directory.
 *
 * @param root the folder for all of them, with links resolved, readable by its owner only
 */
record PostgresFolder(Path root) {

    static PostgresFolder in(Path dataDirectory) throws IOException {
        return new PostgresFolder(Launcher.open(dataDirectory.resolve("postgres")));
    }

    /** What PostgreSQL calls its data directory. */
    Path cluster() {
        return root.resolve("cluster");
    }

    /** The cluster while it is being made; it gets its name when it is whole. */
    Path newCluster() {
        return root.resolve("cluster.new");
    }

    Path pidFile() {
        return cluster().resolve("postmaster.pid");
    }

    Path sockets() {
        return root.resolve("sockets");
    }

    Path logs() {
        return root.resolve("log");
    }

    /** Port and passwords. */
    Path state() {
        return root.resolve("server.properties");
    }

    /** The superuser's password, there only while the cluster is made. */
    Path passwordFile() {
        return root.resolve("password.new");
    }

    /** What the server says before its log is open. */
    Path startLog() {
        return root.resolve("start.log");
    }
}
