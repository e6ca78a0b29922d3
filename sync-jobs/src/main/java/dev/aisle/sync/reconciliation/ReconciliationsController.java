package dev.aisle.sync.reconciliation;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.sync.SyncRole;

/** Reports over HTTP. */
@SyncRole
@RestController
@RequestMapping("/admin/v1/reconciliations")
class ReconciliationsController {

    private static final int LATEST = 50;

    private static final int EXAMPLES = 100;

    private final Reconciliations reconciliations;

    ReconciliationsController(Reconciliations reconciliations) {
        this.reconciliations = reconciliations;
    }

    /**
     * The latest.
     *
     * @param reconciliations the newest first
     */
    record Latest(List<Reconciliation> reconciliations) {

    }

    /**
     * One with all that is known of it.
     *
     * @param reconciliation its figures
     * @param report what it tells besides
     * @param examples some of the rows that differed
     */
    record Full(Reconciliation reconciliation, Report report, List<Findings.Example> examples) {

    }

    @GetMapping
    Latest latest() {
        return new Latest(this.reconciliations.latest(LATEST));
    }

    @GetMapping("/{id}")
    Full one(@PathVariable long id) {
        var reconciliation = this.reconciliations.find(id).orElseThrow(
                () -> new ProblemException(ProblemType.NOT_FOUND, "There was no reconciliation %d.".formatted(id)));
        return new Full(reconciliation, this.reconciliations.report(id),
                this.reconciliations.findings(id).examples(EXAMPLES));
    }

}
