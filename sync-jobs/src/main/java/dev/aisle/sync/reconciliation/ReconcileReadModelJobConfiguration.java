package dev.aisle.sync.reconciliation;

import javax.sql.DataSource;

import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;

import dev.aisle.command.JournalVerification;
import dev.aisle.query.cache.PartInspection;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.jobs.JobDefinition;
import dev.aisle.sync.jobs.JobProgress;

@SyncRole
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReconciliationSettings.class)
class ReconcileReadModelJobConfiguration {

    static final String JOB = "reconcile-read-model";

    /** The work makes its own transactions: one around it all would be idle for minutes. */
    private static final DefaultTransactionAttribute NONE = new DefaultTransactionAttribute(
            TransactionDefinition.PROPAGATION_NOT_SUPPORTED);

    @Bean
    JobDefinition reconcileReadModel(JobRepository repository, @Qualifier("syncDataSource") DataSource dataSource,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager,
            Reconciliations reconciliations, JobProgress progress, ReconciliationSettings settings,
            PartInspection cache, JournalVerification journal, DriftSignals signals) {
        var step = new StepBuilder("reconcile", repository)
                .tasklet(new ReconcileTasklet(dataSource, transactionManager, reconciliations, progress, settings,
                        cache, journal, signals),
                        transactionManager)
                .transactionAttribute(NONE).allowStartIfComplete(true).build();
        return JobDefinition.onDemand(new JobBuilder(JOB, repository).start(step).build(), ReconcileTasklet.REPAIR,
                ReconcileTasklet.CONFIRM, ReconcileTasklet.JOURNAL).scheduled(settings.cron());
    }

}
