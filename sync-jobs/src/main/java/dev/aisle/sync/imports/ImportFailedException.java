package dev.aisle.sync.imports;

import java.io.Serial;

import dev.aisle.sync.imports.format.Finding;

/** Ends an import before it has changed anything: a file can't be read as what it claims to be. */
final class ImportFailedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final FileKind file;

    private final transient Finding finding;

    ImportFailedException(FileKind file, Finding finding, Throwable cause) {
        super("the %s can't be read, line %d: %s".formatted(file.code(), finding.line(), finding.reason()), cause);
        this.file = file;
        this.finding = finding;
    }

    FileKind file() {
        return this.file;
    }

    Finding finding() {
        return this.finding;
    }

}
