package dev.aisle.sync.jobs;

import java.util.Locale;

/** Where a run of a job stands. */
enum JobState {

    REQUESTED, RUNNING, STOPPING, STOPPED, COMPLETED, FAILED;

    static JobState of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isEnded() {
        return switch (this) {
            case REQUESTED, RUNNING, STOPPING -> false;
            case STOPPED, COMPLETED, FAILED -> true;
        };
    }

    boolean canRestart() {
        return this == STOPPED || this == FAILED;
    }

}
