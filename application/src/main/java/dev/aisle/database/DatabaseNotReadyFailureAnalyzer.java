package dev.aisle.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the sentence, not the stack trace. */
class DatabaseNotReadyFailureAnalyzer extends AbstractFailureAnalyzer<DatabaseNotReadyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DatabaseNotReadyException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }

}
