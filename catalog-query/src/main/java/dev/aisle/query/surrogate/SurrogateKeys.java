package dev.aisle.query.surrogate;

/**
 * The keys of what an answer shows, as its header {@value #HEADER} names them. A proxy is told the same keys when that
 * changes, and forgets every answer that carries one of them.
 *
 * <p>A key is a kind and an id. Ids that are long, or slugs that aren't ASCII, are shortened to a hash, so that a page
 * of 100 cards fits into the headers that proxies take (100 keys are 2,700 characters at most): should two hashes
 * meet, a change of the one forgets answers about the other, too, which costs a load and is never wrong.
 */
public final class SurrogateKeys {

    /** The header, of answers and of purges. */
    public static final String HEADER = "Surrogate-Key";

    /** Every answer has it. */
    public static final String EVERYTHING = "aisle";

    /** What shows the structure of categories: their names, slugs, places, and which are displayed. */
    public static final String CATEGORIES = "categories";

    /** What shows the counts of the whole tree. */
    public static final String TREE = "tree";

    private static final int LONGEST_PLAIN = 24;

    /** No id and no slug begins with it. */
    private static final char HASHED = '~';

    private final StringBuilder header = new StringBuilder(64).append(EVERYTHING);

    /**
     * What shows a product, as a card or in full.
     * @param id its id
     * @return the key
     */
    public static String ofProduct(String id) {
        return "p/" + shorten(id);
    }

    /**
     * What shows a product because of its slug.
     * @param slug the slug that was asked for
     * @return the key
     */
    public static String ofProductSlug(String slug) {
        return "s/" + shorten(slug);
    }

    /**
     * What shows which products a category lists, or how many.
     * @param category its id
     * @return the key
     */
    public static String ofListing(String category) {
        return "l/" + shorten(category);
    }

    /**
     * What mentions a category.
     * @param id its id
     * @return the key
     */
    public static String ofCategory(String id) {
        return "c/" + shorten(id);
    }

    /**
     * Adds {@link #ofProduct}.
     * @param id its id
     * @return this
     */
    public SurrogateKeys product(String id) {
        return key(ofProduct(id));
    }

    /**
     * Adds {@link #ofProductSlug}.
     * @param slug the slug that was asked for
     * @return this
     */
    public SurrogateKeys productSlug(String slug) {
        return key(ofProductSlug(slug));
    }

    /**
     * Adds {@link #ofListing}.
     * @param category its id
     * @return this
     */
    public SurrogateKeys listing(String category) {
        return key(ofListing(category));
    }

    /**
     * Adds {@link #ofCategory}.
     * @param id its id
     * @return this
     */
    public SurrogateKeys category(String id) {
        return key(ofCategory(id));
    }

    /**
     * Adds {@link #CATEGORIES}.
     * @return this
     */
    public SurrogateKeys categories() {
        return key(CATEGORIES);
    }

    /**
     * Adds {@link #TREE}.
     * @return this
     */
    public SurrogateKeys tree() {
        return key(TREE);
    }

    private SurrogateKeys key(String key) {
        this.header.append(' ').append(key);
        return this;
    }

    /**
     * The header's value.
     * @return all keys, separated by spaces
     */
    @Override
    public String toString() {
        return this.header.toString();
    }

    private static String shorten(String name) {
        return isPlain(name) ? name : HASHED + Long.toHexString(hash(name));
    }

    private static boolean isPlain(String name) {
        if (name.length() > LONGEST_PLAIN) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ',') {
                return false;
            }
        }
        return true;
    }

    /** FNV-1a, 64 bits, over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/). */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
