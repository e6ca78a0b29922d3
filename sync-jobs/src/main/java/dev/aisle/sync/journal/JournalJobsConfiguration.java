package dev.aisle.sync.journal;

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

import dev.aisle.command.JournalPartitions;
import dev.aisle.command.JournalVerification;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.jobs.JobDefinition;
import dev.aisle.sync.jobs.JobProgress;

@SyncRole
@Configuration(proxyBeanMethods = false)
class JournalJobsConfiguration {

    /** The work makes its own short transactions: one around it all would be idle for minutes. */
    private static final DefaultTransactionAttribute NONE = new DefaultTransactionAttribute(
            TransactionDefinition.PROPAGATION_NOT_SUPPORTED);

    private final JobRepository repository;

    private final PlatformTransactionManager transactionManager;

    private final JobProgress progress;

    private final SyncSettings.Journal settings;

    JournalJobsConfiguration(JobRepository repository,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager, JobProgress progress,
            SyncSettings settings) {
        this.repository = repository;
        this.transactionManager = transactionManager;
        this.progress = progress;
        this.settings = settings.journal();
    }

    private Job job(String name, String step, Tasklet tasklet) {
        return new JobBuilder(name, this.repository)
                .start(new StepBuilder(step, this.repository).tasklet(tasklet, this.transactionManager)
                        .transactionAttribute(NONE).allowStartIfComplete(true).build())
                .build();
    }

    @Bean
    JobDefinition verifyJournal(JournalVerification verification) {
        return JobDefinition
                .onDemand(job("verify-journal", "verify", new VerifyJournal(verification, this.progress)))
                .scheduled(this.settings.verifyCron());
    }

    @Bean
    JobDefinition maintainJournal(JournalPartitions partitions, @Qualifier("syncJdbc") JdbcClient jdbc) {
        return JobDefinition
                .onDemand(job("maintain-journal", "maintain",
                        new MaintainJournal(partitions, new NeededEvents(jdbc), this.progress, this.settings)))
                .scheduled(this.settings.maintainCron());
    }

    @Bean
    JobDefinition restoreJournal(JournalPartitions partitions) {
        return JobDefinition.onDemand(
                job("restore-journal", "restore", new RestoreJournal(partitions, this.progress, this.settings)),
                RestoreJournal.FROM, RestoreJournal.UNTIL);
    }

}
