package dev.aisle.sync.imports.format;

import java.io.IOException;
import java.io.Serial;

/**
 * A file that can't be read as what it claims to be, from a line on or at all. Its message
 * is meant for whoever uploaded the file.
 */
public final class UnreadableFileException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long line;

    /**
     * @param line the line at which reading ended, 1 at least
     * @param message a sentence that says what is wrong and what to do
     */
    public UnreadableFileException(long line, String message) {
        super(message);
        this.line = line;
    }

    /**
     * Where reading ended.
     * @return a line number, 1 at least
     */
    public long line() {
        return this.line;
    }

    /**
     * What is wrong.
     * @return a sentence for whoever uploaded the file
     */
    public String reason() {
        return String.valueOf(getMessage());
    }

}
