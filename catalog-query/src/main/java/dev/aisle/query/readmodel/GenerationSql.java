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
 */
public final class GenerationSql {

    /** The number of columns that {@code {snapshot}} stands for. */
    static final int SNAPSHOT_COLUMNS = 5;

    private static final String COLUMNS = "s.generation, s.epoch, s.change, s.settled_position, s.settled_time";

    /** The limits tell PostgreSQL that these tables, which nobody analyses, hold one row each; else it plans for many. */
    private static final String HERE = """
            (SELECT pointer.generation, checkpoint.epoch, checkpoint.change,
                    checkpoint.settled_position, checkpoint.settled_time
               FROM (SELECT generation FROM read.pointer LIMIT 1) AS pointer
              CROSS JOIN (SELECT epoch, change, settled_position, settled_time FROM {g}.checkpoint LIMIT 1) AS checkpoint
            ) s""";

    private final String template;
    private volatile Text text;

    private record Text(int generation, String sql) {}

    private GenerationSql(String template) {
        this.template = template.replace("{snapshot}", COLUMNS).replace("{here}", HERE);
        this.text = render(1);
    }

    /**
     * Makes a statement of its text.
     * @param template the text with its placeholders and named parameters
     * @return the statement
     */
    public static GenerationSql of(String template) {
        return new GenerationSql(template);
    }

    String at(int generation) {
        var known = this.text;
        if (known.generation() != generation) {
            known = render(generation);
            this.text = known;
        }
        return known.sql();
    }

    private Text render(int generation) {
        return new Text(generation, this.template.replace("{g}", "read_g" + generation));
    }
}
