package dev.aisle.sync.rebuild;

import java.util.Map;
import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.jobs.JobRequests;
import dev.aisle.sync.projection.Generations;
import dev.aisle.sync.projection.ProjectionVersion;

/** Asks for a rebuild when the read model was made by an older version of the projection. */
@SyncRole
@Component
class RebuildOnUpgrade {

    private static final Logger log = LoggerFactory.getLogger(RebuildOnUpgrade.class);

    private final Generations generations;

    private final JobRequests jobs;

    RebuildOnUpgrade(@Qualifier("syncDataSource") DataSource dataSource,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager, JobRequests jobs) {
        this.generations = new Generations(dataSource, transactionManager);
        this.jobs = jobs;
    }

    @EventListener
    void on(ApplicationReadyEvent ready) {
        this.generations.adoptWhatIsEmpty();
        var active = this.generations.active();
        if (active.projection() < ProjectionVersion.CURRENT) {
            log.info("Generation {} was made by version {} of the projection: it is served until one by version {} "
                    + "is ready", active.generation(), active.projection(), ProjectionVersion.CURRENT);
            this.jobs.request(RebuildReadModelJobConfiguration.JOB, Map.of(RebuildTasklet.IF_OUTDATED, "true"),
                    "version %d of the projection".formatted(ProjectionVersion.CURRENT));
        }
    }

}
