package dev.aisle.oracle;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What happens to a part of a catalog, step by step.
 *
 * @param seed made it
 * @param steps what happens, in order
 */
public record CatalogHistory(long seed, List<Step> steps) {

    public CatalogHistory {
        steps = List.copyOf(steps);
    }

    /** The same history with other steps. */
    CatalogHistory with(List<Step> others) {
        return new CatalogHistory(this.seed, others);
    }

    /** The same history but for steps of one kind. */
    CatalogHistory without(Class<? extends Step> kind) {
        return with(this.steps.stream().filter(step -> !kind.isInstance(step)).toList());
    }

    @Override
    public String toString() {
        return "history of seed %d, %d steps:%n%s".formatted(this.seed, this.steps.size(),
                IntStream.range(0, this.steps.size())
                        .mapToObj(i -> "  %3d  %s".formatted(i + 1, this.steps.get(i)))
                        .collect(Collectors.joining("\n")));
    }

}
