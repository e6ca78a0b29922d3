package dev.aisle.sync.jobs;

import java.util.Map;

import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;

@SyncRole
@Configuration(proxyBeanMethods = false)
class PurgeJobHistoryJobConfiguration {

    private static final String JOB = "purge-job-history";

    private static final int BATCH = 200;

    @Bean
    JobDefinition purgeJobHistory(JobRepository repository, JobHistory history, JobProgress progress,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager,
            SyncSettings settings) {
        var step = new StepBuilder("purge", repository).tasklet((contribution, _) -> {
            purge(contribution.getStepExecution(), history, progress, settings.jobs());
            return RepeatStatus.FINISHED;
        }, transactionManager)
                .transactionAttribute(
                        new DefaultTransactionAttribute(TransactionDefinition.PROPAGATION_NOT_SUPPORTED))
                .build();
        return JobDefinition.onDemand(new JobBuilder(JOB, repository).start(step).build())
                .scheduled(settings.jobs().purgeCron());
    }

    /** In batches of their own transactions: what a stop or a crash leaves is for the next run. */
    private static void purge(StepExecution step, JobHistory history, JobProgress progress,
            SyncSettings.Jobs settings) {
        progress.begin(step, "forget-runs", history.count(settings.keep()));
        long forgotten = 0;
        int batch;
        do {
            batch = history.forget(settings.keep(), BATCH);
            forgotten += batch;
            progress.done(step, forgotten);
        } while (batch > 0 && !step.isTerminateOnly());
        progress.result(step, Map.of("forgotten", forgotten));
    }

}
