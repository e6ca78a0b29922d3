package dev.aisle.command.text;

/** How much of everything there may be, in characters (code points) or pieces. */
public final class Limits {

    /** The longest name of a category or product. */
    public static final int NAME = 500;

    /** The longest description. */
    public static final int DESCRIPTION = 20_000;

    /** The longest brand, sku or maker's number. */
    public static final int LINE = 200;

    /** The longest URL. */
    public static final int URL = 2_000;

    /** The most pictures of a product. */
    public static final int IMAGES = 50;

    /** The most attributes of a product. */
    public static final int ATTRIBUTES = 100;

    /** The longest name of an attribute. */
    public static final int ATTRIBUTE_NAME = 100;

    /** The longest value of an attribute. */
    public static final int ATTRIBUTE_VALUE = 2_000;

    /** The most leaves that a product may stand in. */
    public static final int PLACEMENTS = 50;

    /** The most children that one request may put into order. */
    public static final int CHILDREN = 10_000;

    private Limits() {}

}
