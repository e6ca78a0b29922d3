package dev.aisle.embedded;

import java.util.List;
import java.util.Locale;

/**
 * The machines that the programs on the class path are built for, under the names their archives use.
 *
 * @param system the operating system
 * @param architecture the processor
 */
record Platform(System system, Architecture architecture) {

    enum System {
        LINUX,
        DARWIN
    }

    enum Architecture {
        AMD64,
        ARM64
    }

    static Platform current() {
        String name = java.lang.System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = java.lang.System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        System system = switch (name) {
            case "linux" -> System.LINUX;
            case "mac os x" -> System.DARWIN;
            default -> throw unsupported(name, processor);
        };
        Architecture architecture = switch (processor) {
            case "amd64", "x86_64" -> Architecture.AMD64;
            case "aarch64", "arm64" -> Architecture.ARM64;
            default -> throw unsupported(name, processor);
        };
        return new Platform(system, architecture);
    }

    String postgresArchive() {
        return "postgres-"
                + system.name().toLowerCase(Locale.ROOT)
                + (architecture == Architecture.AMD64 ? "-x86_64" : "-arm_64")
                + ".txz";
    }

    /** Best first: the one for 64-bit Linux needs OpenSSL 3 on the machine, the one for 32 bits needs nothing. */
    List<String> redisPrograms() {
        return switch (system) {
            case LINUX -> switch (architecture) {
                case AMD64 -> List.of("redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-386");
                case ARM64 -> List.of("redis-server-6.2.7-linux-arm64");
            };
            case DARWIN -> switch (architecture) {
                case AMD64 -> List.of("redis-server-6.2.6-v5-darwin-amd64");
                case ARM64 -> List.of("redis-server-6.2.6-v5-darwin-arm64");
            };
        };
    }

    private static EmbeddedServerException unsupported(String name, String processor) {
        return new EmbeddedServerException(
                "Aisle brings no database server for %s on %s. Install PostgreSQL and Redis and set spring.datasource.* and spring.data.redis.*."
                        .formatted(name, processor));
    }
}
