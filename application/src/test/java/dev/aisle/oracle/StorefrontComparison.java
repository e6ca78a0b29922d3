package dev.aisle.oracle;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Asks the storefront for everything and tells where it answers otherwise than the oracle. */
final class StorefrontComparison {

    /**
     * An answer that is wrong.
     *
     * @param path what was asked for
     * @param expected what the oracle says
     * @param actual what the application says
     */
    record Difference(String path, String expected, String actual) {

        @Override
        public String toString() {
            return "GET %s%n  expected %s%n  but got  %s".formatted(this.path, this.expected, this.actual);
        }
    }

    private static final int MOST_IDS = 100;

    private static final String NOBODY = "nobody-has-this-id";

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpCaller http;

    private final ExecutorService threads;

    private final Predicate<String> mine;

    private final StorefrontOracle oracle;

    private final Map<String, String> headers;

    private final Coverage coverage;

    StorefrontComparison(HttpCaller http, ExecutorService threads, Predicate<String> mine, StorefrontOracle oracle,
            Map<String, String> headers, Coverage coverage) {
        this.http = http;
        this.threads = threads;
        this.mine = mine;
        this.oracle = oracle;
        this.headers = headers;
        this.coverage = coverage;
    }

    /**
     * Compares answers.
     * @param everything what to ask for
     * @param share asks one question in so many
     * @return the differences, in the order asked
     */
    List<Difference> compare(Everything everything, int share) throws InterruptedException {
        var questions = new ArrayList<Callable<Stream<Difference>>>();
        for (int depth : List.of(1, 2, 3, Integer.MAX_VALUE)) {
            questions.add(() -> tree(depth));
        }
        for (String id : everything.categories) {
            questions.add(() -> one("/v1/categories/" + id, this.oracle.category(id)));
            boolean displayed = this.oracle.category(id).status() == 200;
            for (String sort : displayed ? StorefrontOracle.SORTS : List.of("position")) {
                questions.add(() -> listing(id, sort).stream());
            }
        }
        for (String id : everything.products) {
            questions.add(() -> one("/v1/products/" + id, this.oracle.product(id)));
        }
        List<String> ids = Stream.concat(everything.products.stream(), Stream.of(NOBODY)).toList();
        for (int begin = 0; begin < ids.size(); begin += MOST_IDS) {
            List<String> some = ids.subList(begin, Math.min(ids.size(), begin + MOST_IDS));
            questions.add(() -> one("/v1/products?ids=" + String.join(",", some), this.oracle.products(some)));
        }
        for (List<String> path : everything.categoryPaths) {
            questions.add(() -> one(
                    "/v1/category-paths/"
                            + path.stream().map(StorefrontComparison::encode).collect(Collectors.joining("/")),
                    this.oracle.categoryPath(path)));
        }
        for (String slug : everything.productSlugs) {
            questions.add(() -> one("/v1/product-slugs/" + encode(slug), this.oracle.productSlug(slug)));
        }
        var differences = new ArrayList<Difference>();
        var asked = IntStream.range(0, questions.size())
                .filter(i -> i % share == questions.size() % share)
                .mapToObj(questions::get)
                .toList();
        for (Future<Stream<Difference>> answer : this.threads.invokeAll(asked)) {
            try {
                answer.get().forEach(differences::add);
            } catch (ExecutionException ex) {
                differences.add(new Difference("(question failed)", "an answer", ex.getCause().toString()));
            }
        }
        return differences;
    }

    private Stream<Difference> tree(int depth) throws IOException, InterruptedException {
        String path = depth == Integer.MAX_VALUE ? "/v1/categories" : "/v1/categories?depth=" + depth;
        HttpAnswer answer = get(path);
        if (answer.status() != 200) {
            return difference(path, this.oracle.tree(depth), answer);
        }
        // Other histories live in the same catalog.
        JsonNode actual = answer.json();
        ((ArrayNode) actual.get("categories")).removeIf(node -> !this.mine.test(node.path("id").asString()));
        JsonNode expected = JSON.valueToTree(this.oracle.tree(depth).body());
        return expected.equals(actual) ? Stream.of()
                : Stream.of(new Difference(path, expected.toString(), actual.toString()));
    }

    private Stream<Difference> one(String path, Answer expected) throws IOException, InterruptedException {
        HttpAnswer answer = get(path);
        boolean same = answer.status() == expected.status() && switch (expected.status()) {
            case 200 -> same(JSON.valueToTree(expected.body()), answer.json());
            case 308 -> expected.location() != null
                    && expected.location().equals(decodedPath(answer.header("Location")));
            default -> true;
        };
        this.coverage.answered(expected);
        if (same && expected.status() == 200) {
            return notModified(path, answer);
        }
        return same ? Stream.of() : difference(path, expected, answer);
    }

    /** Members of an object may come in any order, but for attributes, whose order shoppers see. */
    private static boolean same(JsonNode expected, JsonNode actual) {
        return expected.equals(actual)
                && expected.path("attributes").toString().equals(actual.path("attributes").toString());
    }

    /** Who has the newest answer is told so, and nobody else. */
    private Stream<Difference> notModified(String path, HttpAnswer answer) throws IOException, InterruptedException {
        String etag = answer.header("ETag");
        if (etag == null) {
            return Stream.of(new Difference(path, "an ETag", "none"));
        }
        if (Math.floorMod(path.hashCode(), 5) != 0) {
            return Stream.of();
        }
        var conditional = new HashMap<>(this.headers);
        conditional.put("If-None-Match", etag);
        HttpAnswer again = this.http.get(path, conditional);
        this.coverage.count("not modified");
        return again.status() == 304 ? Stream.of()
                : Stream.of(new Difference(path + " If-None-Match " + etag, "304", again.toString()));
    }

    private List<Difference> listing(String category, String sort) throws IOException, InterruptedException {
        int first = 1 + Math.floorMod((category + sort).hashCode(), 5);
        String base = "/v1/categories/%s/products?sort=%s&first=%d".formatted(category, sort, first);
        List<Object> expected = this.oracle.cards(category, sort);
        if (expected == null) {
            return one(base, Answer.NOT_FOUND).toList();
        }
        var differences = new ArrayList<Difference>();
        String path = base;
        for (int begin = 0; begin < expected.size(); begin += first) {
            HttpAnswer answer = get(path);
            if (answer.status() != 200) {
                differences.add(new Difference(path, "200", answer.toString()));
                break;
            }
            boolean more = begin + first < expected.size();
            JsonNode cards = JSON
                    .valueToTree(expected.subList(begin, Math.min(expected.size(), begin + first)));
            JsonNode page = answer.json();
            boolean same = cards.equals(page.path("products"))
                    && page.path("totalCount").asInt(-1) == expected.size()
                    && page.path("pageInfo").path("hasNextPage").asBoolean() == more
                    && page.path("pageInfo").path("endCursor").isString();
            if (!same) {
                differences.add(new Difference(path, "%s of %d, more: %s".formatted(cards, expected.size(), more),
                        answer.toString()));
                break;
            }
            this.coverage.count(begin == 0 ? "listings" : "further pages");
            path = base + "&after=" + encode(page.path("pageInfo").path("endCursor").asString());
        }
        return differences;
    }

    private HttpAnswer get(String path) throws IOException, InterruptedException {
        this.coverage.count("questions");
        return this.http.get(path, this.headers);
    }

    private static Stream<Difference> difference(String path, Answer expected, HttpAnswer answer) {
        return Stream.of(new Difference(path,
                switch (expected.status()) {
                    case 200 -> "200 " + JSON.writeValueAsString(expected.body());
                    case 308 -> "308 to " + expected.location();
                    default -> String.valueOf(expected.status());
                }, answer.status() == 308 ? "308 to " + answer.header("Location") : answer.toString()));
    }

    private static @Nullable String decodedPath(@Nullable String location) {
        return location == null ? null : URLDecoder.decode(Objects.requireNonNull(URI.create(location).getRawPath()),
                StandardCharsets.UTF_8);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }

}
