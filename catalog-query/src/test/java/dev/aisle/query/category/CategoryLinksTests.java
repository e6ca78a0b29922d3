package dev.aisle.query.category;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CategoryLinksTests {

    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void showsLeavesWithWhatCanBeVisitedAboveThem() {
        var links = CategoryLinks.of(List.of("milk", "gone"), Map.of("milk",
                link(NEW_YEAR, true, true, "food", "dairy", "milk"), "dairy",
                link(NEW_YEAR, true, false, "food", "dairy"),
                "food", link(NEW_YEAR.plusSeconds(9), true, true, "food"), "gone",
                link(NEW_YEAR.plusSeconds(99), false, false, "gone"))).orElseThrow();

        assertThat(links.json()).extracting(json -> new String(json, StandardCharsets.UTF_8))
                .containsExactly(
                        """
                                {"id":"milk","slug":"s-milk","name":"Milk \\"1\\"","breadcrumbs":[{"id":"food","slug":"s-food","name":"Milk \\"1\\""}]}""");
        assertThat(links.modified()).isEqualTo(NEW_YEAR.plusSeconds(9));
    }

    @Test
    void isIncompleteWithoutALink() {
        var milk = link(NEW_YEAR, true, true, "food", "milk");
        assertThat(CategoryLinks.of(List.of("milk"), Map.of())).isEmpty();
        assertThat(CategoryLinks.of(List.of("milk"), Map.of("milk", milk))).isEmpty();
        assertThat(CategoryLinks.of(List.of(), Map.of()).orElseThrow().json()).isEmpty();
    }

    private static CategoryLink link(Instant modified, boolean visible, boolean displayed, String... path) {
        var id = path[path.length - 1];
        return new CategoryLink(CategoryLink.open(id, "s-" + id, "Milk \"1\""), List.of(path), visible, displayed,
                modified);
    }
}
