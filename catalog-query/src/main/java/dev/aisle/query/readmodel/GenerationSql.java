package dev.aisle.query.readmodel;

/**
 * A statement over whichever generation is active. In its text {@code {g}} stands for that generation's schema;
 * {@code {snapshot}} for the first columns, which {@link ReadModel} reads; {@code {here}} for the one row, named
 * {@code s}, that holds them. Data is joined to {@code {here}} from the left, so that a read that finds nothing still
 * tells what state it looked at:
 *
 * <pre>{@code
 * SELECT {snapshot}, c.name
 *   FROM {here}
 *   LEFT JOIN {g}.category c ON c.id = :id
 * }</pre>
 *
 * <p>What the projector could not store has a row in {@code read.dead_letter}. A statement may say which of these rows
 * make what it reads older than it seems; only exact reads look for them.
 */
public final class GenerationSql {

    /** The number of columns that {@code {snapshot}} stands for. */
    static final int SNAPSHOT_COLUMNS = 6;

    private static final String COLUMNS = "s.generation, s.epoch, s.change, s.settled_position, s.settled_time";

    private static final String LETTERS = """
            EXISTS (SELECT
                      FROM read.dead_letter letter
                     WHERE letter.generation = s.generation
                       AND (%s))""";

    /** The limits tell PostgreSQL that these tables, which nobody analyses, hold one row each; else it plans for many. */
    private static final String HERE = """
            (SELECT pointer.generation, checkpoint.epoch, checkpoint.change,
                    checkpoint.settled_position, checkpoint.settled_time
               FROM (SELECT generation FROM read.pointer LIMIT 1) AS pointer
              CROSS JOIN (SELECT epoch, change, settled_position, settled_time FROM {g}.checkpoint LIMIT 1) AS checkpoint
            ) s""";

    private final Template plain;
    private final Template exact;

    private GenerationSql(Template plain, Template exact) {
        this.plain = plain;
        this.exact = exact;
    }

    /**
     * Makes a statement of its text.
     * @param template the text with its placeholders and named parameters
     * @return the statement
     */
    public static GenerationSql of(String template) {
        var plain = new Template(template, "false");
        return new GenerationSql(plain, plain);
    }

    /**
     * Makes a statement of its text and a condition.
     * @param template the text with its placeholders and named parameters
     * @param letters which rows of {@code read.dead_letter}, named {@code letter}, are about what it reads; with the
     * placeholders and parameters of the text
     * @return the statement
     */
    public static GenerationSql of(String template, String letters) {
        return new GenerationSql(new Template(template, "false"), new Template(template, LETTERS.formatted(letters)));
    }

    String at(int generation, Exactness exactness) {
        return switch (exactness) {
            case AS_IT_IS -> this.plain.at(generation);
            case EXACT -> this.exact.at(generation);
        };
    }

    /** A text, and what came of it for the generation that was active last. */
    private static final class Template {

        private final String text;
        private volatile Rendered rendered;

        private record Rendered(int generation, String sql) {}

        Template(String template, String letters) {
            this.text = template.replace("{snapshot}", COLUMNS + ", " + letters).replace("{here}", HERE);
            this.rendered = render(1);
        }

        String at(int generation) {
            var known = this.rendered;
            if (known.generation() != generation) {
                known = render(generation);
                this.rendered = known;
            }
            return known.sql();
        }

        private Rendered render(int generation) {
            return new Rendered(generation, this.text.replace("{g}", "read_g" + generation));
        }
    }
}
