package dev.aisle.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/**
 * The processes of one server on one directory, recognised by program, command line and working directory:
 * a process id in a file may belong to anybody by now.
 *
 * @param program the program's file name
 * @param directory the folder that the server makes its working directory
 * @param main whether arguments are the main process's and not a child's
 * @param ours whether the main process's arguments name this directory beyond doubt
 */
record ServerProcesses(
        String program, Path directory, Predicate<List<String>> main, Predicate<List<String>> ours) {

    /** PostgreSQL on a cluster; its children overwrite their arguments. */
    static ServerProcesses ofPostgres(Path cluster) {
        return new ServerProcesses(
                "postgres",
                cluster,
                arguments -> arguments.contains("-D"),
                arguments -> arguments.contains(cluster.toString()));
    }

    /** The program that makes a cluster. */
    static ServerProcesses ofInitdb(Path cluster) {
        Predicate<List<String>> names = arguments -> arguments.contains("--pgdata=" + cluster);
        return new ServerProcesses("initdb", cluster, names, names);
    }

    /** Redis with a configuration file that lies in its directory. */
    static ServerProcesses ofRedis(Path configuration) {
        Path directory = requireNonNull(configuration.getParent());
        String name = "/" + configuration.getFileName();
        return new ServerProcesses(
                "redis-server",
                directory,
                arguments -> arguments.stream().anyMatch(argument -> argument.endsWith(name)),
                arguments -> arguments.contains(configuration.toString()));
    }

    /** The running server, if there is one. */
    Optional<ProcessHandle> server() {
        List<ProcessHandle> found = ProcessHandle.allProcesses().filter(this::isServer).toList();
        Set<Long> ids = found.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
        // A child that was forked a moment ago looks like its parent.
        return found.stream()
                .filter(process -> process.parent().map(parent -> !ids.contains(parent.pid())).orElse(true))
                .findFirst();
    }

    /** Whether the process is alive and this server; a zombie that nobody reaps is neither. */
    boolean isServer(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        List<String> arguments = List.of(info.arguments().orElse(new String[0]));
        return runsProgram(info)
                && main.test(arguments)
                && (ours.test(arguments) || worksIn(process))
                && process.isAlive();
    }

    /** Processes that the server left behind when it was killed. */
    List<ProcessHandle> leftovers() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> runsProgram(process.info()) && worksIn(process)).toList();
        }
    }

    /** Kills what a killed server left behind and waits until it is gone. */
    boolean killLeftovers(Duration timeout) {
        leftovers().forEach(ProcessHandle::destroyForcibly);
        return await(() -> leftovers().isEmpty(), timeout);
    }

    boolean awaitExit(ProcessHandle process, Duration timeout) {
        return await(() -> !isServer(process), timeout);
    }

    /** Asks again and again until it is so or the time is over. */
    static boolean await(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    private boolean runsProgram(ProcessHandle.Info info) {
        // The command of another user's process can be hidden; a replaced program is shown as "(deleted)".
        return info.command()
                .map(command -> Path.of(command).getFileName())
                .map(name -> name.toString().equals(program) || name.toString().startsWith(program + " "))
                .orElse(info.arguments().isPresent());
    }

    private boolean worksIn(ProcessHandle process) {
        Path working = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            return Files.isSameFile(working, directory);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
