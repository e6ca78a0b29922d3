package dev.aisle.sync.rebuild;

import javax.sql.DataSource;

import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.jobs.JobDefinition;
import dev.aisle.sync.jobs.JobProgress;

@SyncRole
@Configuration(proxyBeanMethods = false)
class RebuildReadModelJobConfiguration {

    /** The work makes its own short transactions: one around it all would be idle for minutes. */
    private static final DefaultTransactionAttribute NONE = new DefaultTransactionAttribute(
            TransactionDefinition.PROPAGATION_NOT_SUPPORTED);

    @Bean
    JobDefinition rebuildReadModel(JobRepository repository, @Qualifier("syncDataSource") DataSource dataSource,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager, JobProgress progress,
            SyncSettings settings) {
        var step = new StepBuilder("rebuild", repository)
                .tasklet(new RebuildTasklet(dataSource, transactionManager, progress, settings.rebuild()),
                        transactionManager)
                .transactionAttribute(NONE).allowStartIfComplete(true).build();
        return JobDefinition.onDemand(new JobBuilder("rebuild-read-model", repository).start(step).build());
    }

}
