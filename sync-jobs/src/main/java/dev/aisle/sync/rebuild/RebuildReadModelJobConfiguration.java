package dev.aisle.sync.rebuild;

import javax.sql.DataSource;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
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

    static final String JOB = "rebuild-read-model";

    /** The work makes its own short transactions: one around it all would be idle for minutes. */
    private static final DefaultTransactionAttribute NONE = new DefaultTransactionAttribute(
            TransactionDefinition.PROPAGATION_NOT_SUPPORTED);

    @Bean
    JobDefinition rebuildReadModel(JobRepository repository, @Qualifier("syncDataSource") DataSource dataSource,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager,
            @Qualifier("syncJdbc") JdbcClient jdbc, JobProgress progress, SyncSettings settings) {
        var courtesy = new Courtesy(new UnsettledEdits(jdbc), settings.rebuild().acceptableLag(), new OwnLoad(),
                settings.rebuild().busyAbove());
        return JobDefinition.onDemand(job(JOB, repository, transactionManager,
                new RebuildTasklet(dataSource, transactionManager, progress, courtesy, settings.rebuild())));
    }

    @Bean
    JobDefinition rollbackReadModel(JobRepository repository, @Qualifier("syncDataSource") DataSource dataSource,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager,
            JobProgress progress) {
        return JobDefinition.onDemand(job("rollback-read-model", repository, transactionManager,
                new RollbackTasklet(dataSource, transactionManager, progress)));
    }

    private static Job job(String name, JobRepository repository, PlatformTransactionManager transactionManager,
            Tasklet tasklet) {
        var step = new StepBuilder(name, repository).tasklet(tasklet, transactionManager)
                .transactionAttribute(NONE).allowStartIfComplete(true).build();
        return new JobBuilder(name, repository).start(step).build();
    }

}
