package dev.aisle.oracle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.oracle.Step.Call;

/** Writes commands as the admin API takes them. */
final class AdminCalls {

    private static final String JSON = "application/json";

    private static final String MERGE_PATCH = "application/merge-patch+json";

    private static final JsonMapper MAPPER = new JsonMapper();

    private AdminCalls() {}

    static Call createCategory(Map<String, @Nullable Object> body) {
        return new Call("POST", "/categories", null, JSON, json(body));
    }

    static Call patchCategory(String id, @Nullable String ifMatch, Map<String, @Nullable Object> body) {
        return new Call("PATCH", "/categories/" + id, ifMatch, MERGE_PATCH, json(body));
    }

    static Call moveCategory(String id, @Nullable String parent, @Nullable Integer position) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("parentId", parent);
        if (position != null) {
            body.put("position", position);
        }
        return new Call("POST", "/categories/" + id + "/move", "*", JSON, json(body));
    }

    static Call orderChildren(String id, List<String> children) {
        return new Call("PUT", "/categories/" + id + "/children-order", "*", JSON, json(Map.of("children", children)));
    }

    static Call deleteCategory(String id) {
        return new Call("DELETE", "/categories/" + id, "*", JSON, null);
    }

    static Call putProduct(String id, @Nullable String ifMatch, Map<String, @Nullable Object> body) {
        return new Call("PUT", "/products/" + id, ifMatch, JSON, json(body));
    }

    static Call patchProduct(String id, @Nullable String ifMatch, Map<String, @Nullable Object> body) {
        return new Call("PATCH", "/products/" + id, ifMatch, MERGE_PATCH, json(body));
    }

    static Call place(String id, Map<String, @Nullable Integer> placements) {
        var list = placements.entrySet().stream().map(placement -> {
            var item = new LinkedHashMap<String, @Nullable Object>();
            item.put("categoryId", placement.getKey());
            if (placement.getValue() != null) {
                item.put("position", placement.getValue());
            }
            return item;
        }).toList();
        return new Call("PUT", "/products/" + id + "/placements", "*", JSON, json(Map.of("placements", list)));
    }

    static Call deleteProduct(String id) {
        return new Call("DELETE", "/products/" + id, "*", JSON, null);
    }

    static Call stockLevels(List<Map<String, @Nullable Object>> items) {
        return new Call("POST", "/stock-levels", null, JSON, json(items));
    }

    static Call prices(List<Map<String, @Nullable Object>> items) {
        return new Call("POST", "/prices", null, JSON, json(items));
    }

    private static String json(Object body) {
        return MAPPER.writeValueAsString(body);
    }

}
