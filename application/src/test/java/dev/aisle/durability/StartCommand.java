package dev.aisle.durability;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.aisle.AisleApplication;

/**
 * How tests start the application in a JVM of its own: from the folder that the build has laid out, as users do, whose
 * cache saves about half of a start's processor time. Without the cache the JVM starts more slowly.
 */
final class StartCommand {

    private static final Path DISTRIBUTION = Path.of("target", "aisle").toAbsolutePath();

    private StartCommand() {}

    /** A command that a test adds the program's arguments to. */
    static List<String> of(String... jvmOptions) {
        Path jar = DISTRIBUTION.resolve("aisle.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("%s is missing: Maven's phase test-compile makes it".formatted(jar));
        }
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-XX:AOTCache=" + DISTRIBUTION.resolve("aisle.aot"), "-Xlog:aot*=off",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", jar.toString(), AisleApplication.class.getName()));
        return command;
    }

}
