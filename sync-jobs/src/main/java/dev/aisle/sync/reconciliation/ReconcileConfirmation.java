package dev.aisle.sync.reconciliation;

import java.util.Map;

import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.jobs.JobConfirmation;

/** Notes that as much may be repaired as was found. */
@SyncRole
@Component
class ReconcileConfirmation implements JobConfirmation {

    private final Reconciliations reconciliations;

    ReconcileConfirmation(Reconciliations reconciliations) {
        this.reconciliations = reconciliations;
    }

    @Override
    public String job() {
        return ReconcileReadModelJobConfiguration.JOB;
    }

    @Override
    public void confirm(Map<String, String> parameters) {
        this.reconciliations.confirm();
    }

}
