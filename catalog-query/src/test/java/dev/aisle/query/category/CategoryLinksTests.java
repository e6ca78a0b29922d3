package dev.aisle.query.category;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.aisle.query.json.JsonBytes;

import static org.assertj.core.api.Assertions.assertThat;

class CategoryLinksTests {

    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void showsLeavesWithWhatCanBeVisitedAboveThem() {
        var json = new JsonBytes();

        var modified = CategoryLinks.append(json, List.of("milk", "gone"), Map.of("milk",
                link(NEW_YEAR, true, true, "food", "dairy", "milk"), "dairy",
                link(NEW_YEAR, true, false, "food", "dairy"),
                "food", link(NEW_YEAR.plusSeconds(9), true, true, "food"), "gone",
                link(NEW_YEAR.plusSeconds(99), false, false, "gone")));

        assertThat(text(json)).isEqualTo(
                """
                        {"id":"milk","slug":"s-milk","name":"Milk \\"1\\"","breadcrumbs":[{"id":"food","slug":"s-food","name":"Milk \\"1\\""}]}""");
        assertThat(modified).contains(NEW_YEAR.plusSeconds(9));
    }

    @Test
    void isIncompleteWithoutALink() {
        var milk = link(NEW_YEAR, true, true, "food", "milk");
        assertThat(CategoryLinks.append(new JsonBytes(), List.of("milk"), Map.of())).isEmpty();
        assertThat(CategoryLinks.append(new JsonBytes(), List.of("milk"), Map.of("milk", milk))).isEmpty();

        var none = new JsonBytes();
        assertThat(CategoryLinks.append(none, List.of(), Map.of())).isPresent();
        assertThat(text(none)).isEmpty();
    }

    private static String text(JsonBytes json) {
        var bytes = new ByteArrayOutputStream();
        json.toBody().pieces().forEach(bytes::writeBytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static CategoryLink link(Instant modified, boolean visible, boolean displayed, String... path) {
        var id = path[path.length - 1];
        return new CategoryLink(CategoryLink.open(id, "s-" + id, "Milk \"1\""), List.of(path), visible, displayed,
                modified);
    }
}
