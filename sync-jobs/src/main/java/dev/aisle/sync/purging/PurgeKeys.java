package dev.aisle.sync.purging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.aisle.query.surrogate.SurrogateKeys;

/** The keys to purge, each once, in batches that fit into one header. */
final class PurgeKeys {

    /** Proxies take 8 kB of one header; half of that leaves room for what a balancer before them adds. */
    private static final int LONGEST_HEADER = 4_000;

    private final Set<String> keys = new LinkedHashSet<>();

    static PurgeKeys everything() {
        var keys = new PurgeKeys();
        keys.keys.add(SurrogateKeys.EVERYTHING);
        return keys;
    }

    void products(Collection<String> ids) {
        ids.forEach(id -> this.keys.add(SurrogateKeys.ofProduct(id)));
    }

    void productSlugs(Collection<String> slugs) {
        slugs.forEach(slug -> this.keys.add(SurrogateKeys.ofProductSlug(slug)));
    }

    void listings(Collection<String> categories) {
        categories.forEach(id -> this.keys.add(SurrogateKeys.ofListing(id)));
    }

    /** A category that comes or goes takes its listing with it. */
    void categories(Collection<String> ids) {
        ids.forEach(id -> this.keys.add(SurrogateKeys.ofCategory(id)));
        listings(ids);
        if (!ids.isEmpty()) {
            allCategories();
        }
    }

    void allCategories() {
        this.keys.add(SurrogateKeys.CATEGORIES);
    }

    void tree() {
        this.keys.add(SurrogateKeys.TREE);
    }

    int size() {
        return this.keys.size();
    }

    List<String> headers() {
        var headers = new ArrayList<String>();
        var header = new StringBuilder(LONGEST_HEADER);
        for (String key : this.keys) {
            if (!header.isEmpty() && header.length() + 1 + key.length() > LONGEST_HEADER) {
                headers.add(header.toString());
                header.setLength(0);
            }
            header.append(header.isEmpty() ? "" : " ").append(key);
        }
        if (!header.isEmpty()) {
            headers.add(header.toString());
        }
        return headers;
    }

}
