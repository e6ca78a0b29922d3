package dev.aisle.demo;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A simple picture of a product, drawn from its file name alone: a shape, a hue, and what
 * makes it vary a little, such as {@code bottle-210-whole-milk}. The same name always gives
 * the same picture.
 *
 * @param shape what it shows
 * @param hue its color, in degrees
 * @param seed varies the details
 */
record DemoPicture(Shape shape, int hue, int seed) {

    private static final Pattern NAME = Pattern.compile("([a-z]{1,12})-([0-9]{1,3})-([a-z0-9-]{1,120})");

    /** What a picture shows, drawn on 200 × 200. */
    enum Shape {

        ROUND("""
                <circle cx="100" cy="112" r="58" fill="{main}"/><circle cx="80" cy="92" r="14" fill="{light}" opacity=".7"/>
                <path d="M100 56c2-14 8-22 18-26" stroke="{dark}" stroke-width="7" fill="none" stroke-linecap="round"/>"""),
        LEAF("""
                <path d="M100 176C40 140 44 70 100 28c56 42 60 112 0 148z" fill="{main}"/>
                <path d="M100 172V62M100 110l26-24M100 110L74 86M100 140l28-26M100 140l-28-26" stroke="{light}" stroke-width="5" fill="none"/>"""),
        CARTON("""
                <path d="M60 70l22-36h56l2 36v104H60z" fill="{main}"/><path d="M60 70h80v104H60z" fill="{dark}" opacity=".25"/>
                <rect x="72" y="96" width="56" height="44" rx="6" fill="{light}"/><rect x="92" y="28" width="24" height="12" rx="4" fill="{dark}"/>"""),
        TUB("""
                <path d="M46 72h108l-12 100H58z" fill="{main}"/><rect x="40" y="56" width="120" height="20" rx="8" fill="{dark}"/>
                <ellipse cx="100" cy="122" rx="34" ry="22" fill="{light}"/>"""),
        WEDGE("""
                <path d="M30 140l120-76 22 32v56H30z" fill="{main}"/><path d="M30 140h142" stroke="{dark}" stroke-width="4"/>
                <circle cx="84" cy="126" r="9" fill="{light}"/><circle cx="128" cy="106" r="12" fill="{light}"/><circle cx="140" cy="136" r="6" fill="{dark}" opacity=".4"/>"""),
        LOAF("""
                <path d="M34 112c0-40 34-56 66-56s66 16 66 56v46H34z" fill="{main}"/>
                <path d="M66 84l14 26M96 76l14 28M126 84l12 24" stroke="{light}" stroke-width="8" stroke-linecap="round"/>"""),
        BAG("""
                <path d="M54 44h92l10 20-6 112H50L44 64z" fill="{main}"/><path d="M50 64h100" stroke="{dark}" stroke-width="6" stroke-dasharray="8 6"/>
                <rect x="66" y="88" width="68" height="52" rx="10" fill="{light}"/>"""),
        TRAY("""
                <rect x="30" y="76" width="140" height="84" rx="18" fill="{dark}"/><rect x="42" y="86" width="116" height="62" rx="14" fill="{light}"/>
                <path d="M54 120c16-24 34-24 46-2s32 20 46-4v18c-14 12-78 14-92 2z" fill="{main}"/>"""),
        FISH("""
                <path d="M30 102c30-44 84-44 112 0 10-12 20-18 32-20-6 14-6 28 0 42-12-2-22-8-32-20-28 44-82 44-112-2z" fill="{main}"/>
                <circle cx="62" cy="96" r="6" fill="{dark}"/><path d="M92 80c10 14 10 30 0 44" stroke="{light}" stroke-width="6" fill="none"/>"""),
        BOX("""
                <rect x="50" y="44" width="100" height="132" rx="6" fill="{main}"/><rect x="50" y="44" width="22" height="132" fill="{dark}" opacity=".35"/>
                <circle cx="110" cy="98" r="26" fill="{light}"/><rect x="84" y="138" width="52" height="10" rx="5" fill="{light}"/>"""),
        CAN("""
                <rect x="58" y="48" width="84" height="120" fill="{main}"/><ellipse cx="100" cy="48" rx="42" ry="14" fill="{light}"/>
                <ellipse cx="100" cy="168" rx="42" ry="14" fill="{dark}"/><rect x="58" y="84" width="84" height="48" fill="{light}" opacity=".85"/>"""),
        JAR("""
                <rect x="54" y="70" width="92" height="106" rx="16" fill="{main}"/><rect x="60" y="44" width="80" height="24" rx="6" fill="{dark}"/>
                <rect x="54" y="98" width="92" height="44" fill="{light}"/>"""),
        BOTTLE("""
                <path d="M84 30h32v34c20 10 26 24 26 40v60a12 12 0 0 1-12 12H70a12 12 0 0 1-12-12v-60c0-16 6-30 26-40z" fill="{main}"/>
                <rect x="82" y="22" width="36" height="16" rx="4" fill="{dark}"/><rect x="58" y="104" width="84" height="44" fill="{light}"/>"""),
        BAR("""
                <rect x="34" y="66" width="132" height="76" rx="8" fill="{main}"/><path d="M78 66v76M122 66v76M34 104h132" stroke="{dark}" stroke-width="5"/>
                <path d="M34 74l26-8v84l-26-8z" fill="{light}"/>"""),
        SPRAY("""
                <path d="M68 84h64l8 92H60z" fill="{main}"/><path d="M78 84V52h58l14 14-34 4v14z" fill="{dark}"/>
                <rect x="74" y="108" width="52" height="40" rx="8" fill="{light}"/>"""),
        ROLL("""
                <rect x="60" y="50" width="96" height="106" rx="10" fill="{main}"/><ellipse cx="60" cy="103" rx="24" ry="53" fill="{light}"/>
                <ellipse cx="60" cy="103" rx="8" ry="18" fill="{dark}"/>"""),
        TUBE("""
                <path d="M62 36h76l-10 116H72z" fill="{main}"/><path d="M62 36h76v12H62z" fill="{dark}" opacity=".5"/>
                <rect x="80" y="152" width="40" height="24" rx="5" fill="{dark}"/><rect x="78" y="72" width="44" height="46" rx="8" fill="{light}"/>"""),
        GIFT("""
                <rect x="40" y="84" width="120" height="88" rx="6" fill="{main}"/><rect x="34" y="68" width="132" height="26" rx="6" fill="{dark}"/>
                <rect x="90" y="68" width="20" height="104" fill="{light}"/><path d="M100 68c-30-4-36-34-14-34 12 0 14 18 14 34 0-16 2-34 14-34 22 0 16 30-14 34z" fill="{light}"/>""");

        private final String drawing;

        Shape(String drawing) {
            this.drawing = drawing;
        }

        static @Nullable Shape named(String name) {
            for (var shape : values()) {
                if (shape.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return shape;
                }
            }
            return null;
        }

    }

    /**
     * Reads a file name without its extension.
     * @param name the name
     * @return the picture, or empty when there is none of that name
     */
    static Optional<DemoPicture> named(String name) {
        var match = NAME.matcher(name);
        if (!match.matches()) {
            return Optional.empty();
        }
        var shape = Shape.named(match.group(1));
        return (shape == null) ? Optional.empty()
                : Optional.of(new DemoPicture(shape, Integer.parseInt(match.group(2)) % 360,
                        Math.floorMod(match.group(3).hashCode(), 1 << 20)));
    }

    /**
     * Draws it.
     * @return an SVG document
     */
    String svg() {
        int tilt = this.seed % 9 - 4;
        int scale = 88 + this.seed / 9 % 15;
        int lightness = 46 + this.seed / 135 % 12;
        var drawing = this.shape.drawing.replace("{main}", color(this.hue, 58, lightness))
                .replace("{light}", color((this.hue + 20 + this.seed % 30) % 360, 62, 86))
                .replace("{dark}", color(this.hue, 46, 28));
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="400" height="400">
                <rect width="200" height="200" fill="%s"/><ellipse cx="100" cy="180" rx="62" ry="8" fill="%s" opacity=".18"/>
                <g transform="rotate(%d 100 100) translate(100 100) scale(.%d) translate(-100 -100)">
                %s
                </g></svg>
                """
                .formatted(color(this.hue, 44, 94), color(this.hue, 30, 20), tilt, Math.min(scale, 99), drawing);
    }

    private static String color(int hue, int saturation, int lightness) {
        return "hsl(%d,%d%%,%d%%)".formatted(hue, saturation, lightness);
    }

}
