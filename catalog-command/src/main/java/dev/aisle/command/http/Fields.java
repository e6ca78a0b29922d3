package dev.aisle.command.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.aisle.command.Rejection;
import dev.aisle.command.text.TextRules;
import dev.aisle.kernel.InvalidValueException;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProblemType;

/**
 * Reads the members of a JSON object, each by its type, and collects what is wrong with
 * them. A wrong member reads as absent, so that all errors are found at once;
 * {@link #finish()} then ends the request. Members that nobody asked for are errors.
 */
public final class Fields {

    private final ObjectNode object;

    private final String pointer;

    private final List<Invalid> errors;

    private final Set<String> known = new HashSet<>();

    private Fields(ObjectNode object, String pointer, List<Invalid> errors) {
        this.object = object;
        this.pointer = pointer;
        this.errors = errors;
    }

    /**
     * Reads an object.
     * @param object the object
     * @return its members
     */
    public static Fields of(ObjectNode object) {
        return new Fields(object, "", new ArrayList<>());
    }

    /**
     * Tells whether a member is there, null or not.
     * @param name the member
     * @return whether it is
     */
    public boolean has(String name) {
        this.known.add(name);
        return this.object.has(name);
    }

    /**
     * Allows a member and doesn't look at it.
     * @param name the member
     */
    public void ignore(String name) {
        this.known.add(name);
    }

    /**
     * Notes something wrong.
     * @param name the member
     * @param detail what is wrong with it, and what would be right
     */
    public void wrong(String name, String detail) {
        this.errors.add(new Invalid(this.pointer + "/" + TextRules.escaped(name), detail));
    }

    /**
     * Reads a text.
     * @param name the member
     * @return the text, or null when it is absent, null or wrong
     */
    public @Nullable String text(String name) {
        var node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isString()) {
            wrong(name, "must be a text");
            return null;
        }
        return node.stringValue();
    }

    /**
     * Reads a text that has to be there.
     * @param name the member
     * @return the text, or an empty one when something is wrong
     */
    public String requiredText(String name) {
        var text = text(name);
        if (node(name) == null) {
            wrong(name, "is missing");
        }
        return (text != null) ? text : "";
    }

    /**
     * Reads a text that is a value.
     * @param name the member
     * @param read makes the value, or throws {@link InvalidValueException}
     * @param <T> the value's type
     * @return the value, or null when it is absent, null or wrong
     */
    public <T> @Nullable T value(String name, Function<String, T> read) {
        var text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return read.apply(text);
        } catch (InvalidValueException ex) {
            wrong(name, String.valueOf(ex.getMessage()));
            return null;
        }
    }

    /**
     * Makes a value of several members.
     * @param name the member that is blamed
     * @param make makes the value, or throws {@link InvalidValueException}
     * @param <T> the value's type
     * @return the value, or null when it can't be made
     */
    public <T> @Nullable T made(String name, Supplier<T> make) {
        try {
            return make.get();
        } catch (InvalidValueException ex) {
            wrong(name, String.valueOf(ex.getMessage()));
            return null;
        }
    }

    /**
     * Reads a whole number.
     * @param name the member
     * @return the number, or null when it is absent, null or wrong
     */
    public @Nullable Integer integer(String name) {
        var node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            wrong(name, "must be a whole number from %d to %d".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE));
            return null;
        }
        return node.intValue();
    }

    /**
     * Reads a large whole number.
     * @param name the member
     * @return the number, or null when it is absent, null or wrong
     */
    public @Nullable Long number(String name) {
        var node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            wrong(name, "must be a whole number of 64 bits");
            return null;
        }
        return node.longValue();
    }

    /**
     * Reads a truth value.
     * @param name the member
     * @return the value, or null when it is absent, null or wrong
     */
    public @Nullable Boolean bool(String name) {
        var node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isBoolean()) {
            wrong(name, "must be true or false");
            return null;
        }
        return node.booleanValue();
    }

    /**
     * Reads a time.
     * @param name the member
     * @return the instant, or null when it is absent, null or wrong
     */
    public @Nullable Instant instant(String name) {
        return value(name, text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException ex) {
                throw new InvalidValueException("must be a time such as 2026-03-01T08:00:00Z");
            }
        });
    }

    /**
     * Reads an object.
     * @param name the member
     * @return its members, or null when it is absent, null or wrong
     */
    public @Nullable Fields object(String name) {
        var node = node(name);
        if (node == null) {
            return null;
        }
        if (!(node instanceof ObjectNode child)) {
            wrong(name, "must be an object");
            return null;
        }
        return new Fields(child, this.pointer + "/" + TextRules.escaped(name), this.errors);
    }

    /**
     * Reads a list.
     * @param name the member
     * @param limit the most elements
     * @param read reads the element with the given index, out of a list's members
     * @param <T> the elements' type
     * @return the elements that are not wrong; empty when it is absent, null or wrong
     */
    public <T> List<T> list(String name, int limit, ListReader<T> read) {
        var node = node(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            wrong(name, "must be a list");
            return List.of();
        }
        if (node.size() > limit) {
            wrong(name, "too many: %d, and at most %d are possible".formatted(node.size(), limit));
            return List.of();
        }
        var elements = Json.object();
        int i = 0;
        for (var element : node) {
            elements.set(String.valueOf(i++), element);
        }
        var members = new Fields(elements, this.pointer + "/" + TextRules.escaped(name), this.errors);
        var list = new ArrayList<T>();
        for (var index : elements.propertyNames()) {
            var element = read.read(members, index);
            if (element != null) {
                list.add(element);
            }
        }
        return list;
    }

    /**
     * The names of all members.
     * @return the names, in their order
     */
    public List<String> names() {
        return List.copyOf(this.object.propertyNames());
    }

    private @Nullable JsonNode node(String name) {
        this.known.add(name);
        var node = this.object.get(name);
        return (node == null || node.isNull()) ? null : node;
    }

    /**
     * Tells whether something is wrong so far.
     * @return whether there are errors
     */
    public boolean hasErrors() {
        return !this.errors.isEmpty();
    }

    /** Notes members that nobody asked for; for objects within objects. */
    public void close() {
        for (var name : this.object.propertyNames()) {
            if (!this.known.contains(name)) {
                wrong(name, "is not known here");
            }
        }
    }

    /**
     * Ends reading.
     * @return why the object is refused, or null when nothing is wrong
     */
    public @Nullable Rejection rejection() {
        close();
        return this.errors.isEmpty() ? null : Rejection.invalid(this.errors);
    }

    /**
     * Ends reading.
     * @throws ProblemException if something is wrong
     */
    public void finish() {
        var rejection = rejection();
        if (rejection != null) {
            throw new ProblemException(ProblemType.INVALID, rejection.detail(), rejection.errors(), null);
        }
    }

    /**
     * Reads one element of a list.
     *
     * @param <T> its type
     */
    @FunctionalInterface
    public interface ListReader<T> {

        /**
         * Reads one element.
         * @param elements the list's elements, named by their index
         * @param index the element's name
         * @return the element, or null when it is wrong
         */
        @Nullable
        T read(Fields elements, String index);

    }

}
