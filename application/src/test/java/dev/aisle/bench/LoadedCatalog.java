package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Data directories that hold the seed catalog, each loaded once and then used by all benchmarks. */
final class LoadedCatalog {

    private LoadedCatalog() {}

    /** Loads the catalog unless it is there, in tables as they are now. */
    static Path dataDirectory(BenchmarkOptions options) throws IOException, InterruptedException {
        var directory = options.folder().resolve("catalog-" + options.products());
        var loaded = directory.resolve("loaded");
        var tables = migrations();
        if (!Files.exists(loaded) || !Files.readString(loaded).equals(tables)) {
            Folders.delete(directory);
            var load = AisleProcess.java(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"),
                    LoadCatalog.class.getName(), directory.toString(), String.valueOf(options.products())));
            if (load.inheritIO().start().waitFor() != 0) {
                throw new IOException("the catalog of %,d products was not loaded".formatted(options.products()));
            }
            Files.writeString(loaded, tables);
        }
        return directory;
    }

    private static String migrations() throws IOException {
        var checksum = new CRC32();
        for (var script : new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/*/*.sql")) {
            checksum.update(script.getContentAsByteArray());
        }
        return Long.toHexString(checksum.getValue());
    }

}
