package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Data directories that hold the seed catalog, each loaded once and then used by all benchmarks. */
final class LoadedCatalog {

    private LoadedCatalog() {}

    /** Loads the catalog unless it is there. */
    static Path dataDirectory(BenchmarkOptions options) throws IOException, InterruptedException {
        var directory = options.folder().resolve("catalog-" + options.products());
        if (!Files.exists(LoadCatalog.loaded(directory))) {
            Folders.delete(directory);
            var load = AisleProcess.java(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"),
                    LoadCatalog.class.getName(), directory.toString(), String.valueOf(options.products())));
            if (load.inheritIO().start().waitFor() != 0) {
                throw new IOException("the catalog of %,d products was not loaded".formatted(options.products()));
            }
        }
        return directory;
    }

}
