package dev.aisle.command.category;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import dev.aisle.command.Patch;
import dev.aisle.command.category.CategoryCommand.ChangeCategory;
import dev.aisle.command.category.CategoryCommand.CreateCategory;
import dev.aisle.command.category.CategoryCommand.MoveCategory;
import dev.aisle.command.category.CategoryCommand.OrderChildren;
import dev.aisle.command.http.Fields;
import dev.aisle.command.http.Json;
import dev.aisle.command.http.MergePatch;
import dev.aisle.command.http.Resolved;
import dev.aisle.command.stream.WorkingSet.Row;
import dev.aisle.command.text.Limits;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.Window;

/** Categories as JSON, in and out. */
final class CategoryJson {

    private CategoryJson() {}

    static ObjectNode write(Category category, long version) {
        var json = Json.object();
        json.put("id", category.id().value());
        json.put("parentId", text(category.parent()));
        json.put("slug", category.slug().value());
        json.put("name", category.name());
        json.put("description", category.description());
        json.put("imageUrl", category.imageUrl());
        json.put("hidden", category.hidden());
        var window = json.putObject("displayWindow");
        var from = category.display().from();
        var until = category.display().until();
        window.put("from", (from != null) ? from.toString() : null);
        window.put("until", (until != null) ? until.toString() : null);
        json.put("version", version);
        return json;
    }

    static String write(List<Row<CategoryId, Category>> categories) {
        var json = Json.object();
        var list = json.putArray("categories");
        categories.forEach(row -> list.add(write(row.state(), row.version())));
        return json.toString();
    }

    static String writeOrder(List<CategoryId> children) {
        var json = Json.object();
        var list = json.putArray("children");
        children.forEach(id -> list.add(id.value()));
        return json.toString();
    }

    static CreateCategory create(byte[] body, Supplier<CategoryId> newId) {
        var fields = Fields.of(Json.object(body));
        var id = fields.value("id", CategoryId::new);
        var parent = fields.value("parentId", CategoryId::new);
        var position = fields.integer("position");
        var slug = fields.value("slug", Slug::new);
        var name = fields.requiredText("name");
        var description = fields.text("description");
        var imageUrl = fields.text("imageUrl");
        var hidden = fields.bool("hidden");
        var window = window(fields);
        fields.finish();
        return new CreateCategory((id != null) ? id : newId.get(), parent, position, slug, name, description, imageUrl,
                Boolean.TRUE.equals(hidden), window);
    }

    /** What a merge patch means for a category as it is. */
    static Resolved<ChangeCategory> change(Category category, long version, ObjectNode patch) {
        var fields = Fields.of(MergePatch.apply(write(category, version), patch));
        var id = fields.value("id", CategoryId::new);
        if (!category.id().equals(id)) {
            fields.wrong("id", "can't be changed");
        }
        fields.ignore("parentId");
        if (patch.has("parentId")) {
            fields.wrong("parentId", "can't be patched: use /move");
        }
        fields.ignore("version");
        var slug = fields.value("slug", Slug::new);
        var name = fields.requiredText("name");
        var description = fields.text("description");
        var imageUrl = fields.text("imageUrl");
        var hidden = fields.bool("hidden");
        var window = window(fields);
        var rejection = fields.rejection();
        if (rejection != null) {
            return new Resolved.Invalid<>(rejection);
        }
        return new Resolved.Meaning<>(new ChangeCategory(category.id(), Patch.put(name),
                patch.has("slug") ? Patch.put(slug) : Patch.keep(), Patch.put(description), Patch.put(imageUrl),
                Patch.put(Boolean.TRUE.equals(hidden)), Patch.put(window)));
    }

    static MoveCategory move(CategoryId id, byte[] body) {
        var fields = Fields.of(Json.object(body));
        if (!fields.has("parentId")) {
            fields.wrong("parentId", "is missing: name the new parent, or null for the root");
        }
        var parent = fields.value("parentId", CategoryId::new);
        var position = fields.integer("position");
        fields.finish();
        return new MoveCategory(id, parent, position);
    }

    static OrderChildren order(@Nullable CategoryId parent, byte[] body) {
        var fields = Fields.of(Json.object(body));
        if (!fields.has("children")) {
            fields.wrong("children", "is missing: list all children in their new order");
        }
        var children = fields.list("children", Limits.CHILDREN, (list, index) -> {
            var id = list.value(index, CategoryId::new);
            if (id == null) {
                list.requiredText(index);
            }
            return id;
        });
        fields.finish();
        return new OrderChildren(parent, children);
    }

    private static Window window(Fields fields) {
        var window = fields.object("displayWindow");
        if (window == null) {
            return Window.ALWAYS;
        }
        var from = window.instant("from");
        var until = window.instant("until");
        window.close();
        var read = fields.made("displayWindow", () -> new Window(from, until));
        return (read != null) ? read : Window.ALWAYS;
    }

    private static @Nullable String text(@Nullable CategoryId id) {
        return (id != null) ? id.value() : null;
    }

}
