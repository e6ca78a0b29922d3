package dev.aisle.command.http;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch (RFC 7396). */
public final class MergePatch {

    /** Its media type. */
    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private MergePatch() {}

    /**
     * Applies a patch to a representation.
     * @param target what is patched; it is changed
     * @param patch what a client wants of it
     * @return the target
     */
    public static ObjectNode apply(ObjectNode target, ObjectNode patch) {
        for (var entry : patch.properties()) {
            JsonNode wanted = entry.getValue();
            if (wanted.isNull()) {
                target.remove(entry.getKey());
            } else if (wanted instanceof ObjectNode object) {
                var present = target.get(entry.getKey());
                target.set(entry.getKey(),
                        apply((present instanceof ObjectNode child) ? child : Json.object(), object));
            } else {
                target.set(entry.getKey(), wanted);
            }
        }
        return target;
    }

}
