package dev.aisle.query.category;

import java.util.List;
import java.util.Map;

import tools.jackson.core.JsonGenerator;

import dev.aisle.query.json.JsonBytes;

/**
 * The displayed tree.
 *
 * @param roots the categories without a parent, in tree order
 * @param children the categories below each other one, in tree order, by the parent's id
 * @param whole whether each of these parents is there
 */
record CategoryTree(List<CategoryNode> roots, Map<String, List<CategoryNode>> children, boolean whole) {

    byte[] toJson() {
        return JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeName("categories");
            write(json, this.roots);
            json.writeEndObject();
        });
    }

    /** As deep as the tree, which the write model bounds. */
    private void write(JsonGenerator json, List<CategoryNode> nodes) {
        json.writeStartArray();
        for (var node : nodes) {
            json.writeStartObject();
            node.writeMembers(json);
            json.writeName("children");
            write(json, this.children.getOrDefault(node.id(), List.of()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
