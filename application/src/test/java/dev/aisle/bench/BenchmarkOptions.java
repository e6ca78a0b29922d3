package dev.aisle.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a benchmark was asked for.
 *
 * @param smoke whether it only shows, in less than a minute, that it works
 * @param write whether its figures go into bench/README.md
 * @param products how many products the seed catalog has
 * @param sharedFolder the folder of the sample data and baselines, which may not be there
 * @param folder where its data may lie
 */
record BenchmarkOptions(boolean smoke, boolean write, int products, Path sharedFolder, Path folder) {

    static BenchmarkOptions of(String[] args) {
        var options = List.of(args);
        boolean smoke = options.contains("--smoke");
        int products = Arrays.stream(args).filter(arg -> arg.startsWith("--products="))
                .mapToInt(arg -> Integer.parseInt(arg.substring("--products=".length()))).findFirst()
                .orElse(smoke ? 2000 : 1_000_000);
        return new BenchmarkOptions(smoke, options.contains("--write"), products,
                Path.of(System.getProperty("bench.shared", "../shared")).toAbsolutePath().normalize(),
                Path.of("target", "bench").toAbsolutePath());
    }

    SeedCatalog catalog() {
        return SeedCatalog.of(this.products);
    }

    BenchmarkOptions withProducts(int number) {
        return new BenchmarkOptions(this.smoke, this.write, number, this.sharedFolder, this.folder);
    }

}
