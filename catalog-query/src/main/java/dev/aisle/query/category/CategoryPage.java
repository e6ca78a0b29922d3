package dev.aisle.query.category;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.aisle.query.json.JsonBytes;

/**
 * What the page of a displayed category shows.
 *
 * @param self the category
 * @param description a longer text, or null
 * @param ancestors the categories above it, from the root
 * @param children the displayed categories below it, in tree order
 * @param whole whether all categories above it are there
 */
record CategoryPage(CategoryNode self, @Nullable String description, List<CategoryNode> ancestors,
        List<CategoryNode> children, boolean whole) {

    byte[] toJson() {
        return JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeStringProperty("id", this.self.id());
            json.writeStringProperty("slug", this.self.slug());
            json.writeStringProperty("path", path());
            json.writeStringProperty("name", this.self.name());
            JsonBytes.text(json, "description", this.description);
            JsonBytes.text(json, "imageUrl", this.self.imageUrl());
            json.writeNumberProperty("productCount", this.self.productCount());
            json.writeArrayPropertyStart("breadcrumbs");
            for (var ancestor : this.ancestors) {
                json.writeStartObject();
                json.writeStringProperty("id", ancestor.id());
                json.writeStringProperty("slug", ancestor.slug());
                json.writeStringProperty("name", ancestor.name());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("children");
            for (var child : this.children) {
                json.writeStartObject();
                child.writeMembers(json);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** The slugs from the root to itself: what stands behind {@code /v1/category-paths/}. */
    String path() {
        var slugs = new ArrayList<String>(this.ancestors.size() + 1);
        this.ancestors.forEach(ancestor -> slugs.add(ancestor.slug()));
        slugs.add(this.self.slug());
        return String.join("/", slugs);
    }
}
