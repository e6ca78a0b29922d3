package dev.aisle.kernel;

import java.io.Serial;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Ends a request with a problem. Thrown at the edge only, where a rejection becomes an
 * answer; deciding returns rejections as values.
 */
public final class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final ProblemType type;

    private final transient List<Invalid> errors;

    private final @Nullable Duration retryAfter;

    /**
     * A problem with its explanation.
     * @param type the kind of problem
     * @param detail what was wrong, with what value, and what to do
     */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of(), null);
    }

    /**
     * A problem with all that can be said of it.
     * @param type the kind of problem
     * @param detail what was wrong, with what value, and what to do
     * @param errors the values that are not valid
     * @param retryAfter when to ask again, or null
     */
    public ProblemException(ProblemType type, String detail, List<Invalid> errors, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /**
     * The kind of problem.
     * @return its type
     */
    public ProblemType type() {
        return this.type;
    }

    /**
     * What was wrong, with what value, and what to do.
     * @return a sentence for the client
     */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /**
     * The values that are not valid.
     * @return a list, empty when the problem isn't about values
     */
    public List<Invalid> errors() {
        return this.errors;
    }

    /**
     * When to ask again.
     * @return a duration, or null when that isn't known
     */
    public @Nullable Duration retryAfter() {
        return this.retryAfter;
    }

    /**
     * One value that is not valid.
     *
     * @param pointer a JSON Pointer to it in the request's body (RFC 6901)
     * @param detail what is wrong with it, and what would be right
     */
    public record Invalid(String pointer, String detail) {

    }

}
