package dev.aisle.sync.jobs;

import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;

/** Asks for the jobs that have a schedule when their time has come. */
@SyncRole
@Component
class JobScheduler {

    private static final Logger log = LoggerFactory.getLogger(JobScheduler.class);

    private static final String REQUESTED_BY = "schedule";

    private final JobSchedules schedules;

    private final JobRuns runs;

    private final TransactionTemplate transaction;

    private final Map<String, JobDefinition> definitions;

    private final ZoneId zone;

    private boolean registered;

    JobScheduler(JobSchedules schedules, JobRuns runs,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactions,
            ObjectProvider<JobDefinition> definitions, SyncSettings settings) {
        this.schedules = schedules;
        this.runs = runs;
        this.transaction = new TransactionTemplate(transactions);
        this.definitions = definitions.stream().collect(Collectors.toMap(JobDefinition::name, Function.identity()));
        this.zone = settings.jobs().zone();
    }

    /** Asks for what is due; the first call makes the database's schedules those of this node's settings. */
    void fire() {
        if (!this.registered) {
            this.transaction.executeWithoutResult(_ -> register());
            this.registered = true;
        }
        for (var due : this.schedules.due(this.definitions.keySet())) {
            this.transaction.executeWithoutResult(_ -> fire(due));
        }
    }

    private void register() {
        var now = this.schedules.now();
        this.definitions.values().stream().sorted(java.util.Comparator.comparing(JobDefinition::name))
                .forEach(definition -> {
                    var cron = definition.cron();
                    if (cron == null) {
                        this.schedules.remove(definition.name());
                    } else {
                        this.schedules.put(definition.name(), cron.toString(), this.zone.getId(),
                                JobSchedule.next(cron, this.zone, now));
                    }
                });
    }

    private void fire(JobSchedules.Due due) {
        var next = due.schedule().after(due.now());
        if (!this.schedules.take(due, next)) {
            return;
        }
        var open = this.runs.openOf(due.job());
        if (open.isPresent()) {
            log.warn("{} is due, but {} is {} still: the next is at {}", due.job(), open.get().id(),
                    open.get().state(), next);
            return;
        }
        long run = this.runs.request(due.job(), Map.of(), REQUESTED_BY);
        log.info("{} {} is asked for by its schedule, the next at {}", due.job(), run, next);
    }

}
