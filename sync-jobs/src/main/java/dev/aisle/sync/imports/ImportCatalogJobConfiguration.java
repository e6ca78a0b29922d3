package dev.aisle.sync.imports;

import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.command.BulkCatalog;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.jobs.JobDefinition;
import dev.aisle.sync.jobs.JobProgress;

/**
 * The job that imports: read everything, then change the catalog from the roots down, then
 * wait for the readers to see it. Every step can run again after a crash, and a restart goes
 * on with the chunk that was being written.
 */
@SyncRole
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ImportSettings.class)
class ImportCatalogJobConfiguration {

    /** The job's name. */
    static final String JOB = "import-catalog";

    /** The job parameter that holds the import's number. */
    static final String IMPORT = "import";

    private static final String NUMBER = "#{T(Long).parseLong(jobParameters['" + IMPORT + "'])}";

    @Bean
    JobDefinition importCatalogJobDefinition(JobRepository repository,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactions,
            @Qualifier("readFiles") Tasklet readFiles, @Qualifier("guardFullImport") Tasklet guard,
            @Qualifier("mergeTaxonomy") Tasklet mergeTaxonomy, @Qualifier("resolvePaths") Tasklet resolvePaths,
            @Qualifier("writeProducts") Tasklet writeProducts, @Qualifier("discontinueAbsent") Tasklet discontinue,
            @Qualifier("followUp") Tasklet followUp, @Qualifier("awaitSettled") Tasklet awaitSettled) {
        var steps = new Steps(repository, transactions);
        return JobDefinition.internal(new JobBuilder(JOB, repository).start(steps.of("read-files", readFiles))
                .next(steps.of("guard", guard))
                .next(steps.of("taxonomy", mergeTaxonomy))
                .next(steps.of("paths", resolvePaths))
                .next(steps.of("products", writeProducts))
                .next(steps.of("discontinue", discontinue))
                .next(steps.of("follow-up", followUp))
                .next(steps.of("settle", awaitSettled))
                .build());
    }

    private record Steps(JobRepository repository, PlatformTransactionManager transactions) {

        Step of(String name, Tasklet tasklet) {
            return new StepBuilder(name, this.repository).tasklet(tasklet, this.transactions).build();
        }

    }

    private static TransactionTemplate apart(PlatformTransactionManager transactions) {
        var apart = new TransactionTemplate(transactions);
        apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return apart;
    }

    @Bean(defaultCandidate = false)
    @StepScope
    Tasklet readFiles(@Value(NUMBER) long importId, Imports imports, ImportFiles files, Staging staging,
            Findings findings, ImportSettings settings, JobProgress progress,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactions) {
        return new StageFiles(importId, imports, files, staging, findings, settings, progress, apart(transactions));
    }

    @Bean(defaultCandidate = false)
    @StepScope
    Tasklet guardFullImport(@Value(NUMBER) long importId, Imports imports, Assortment assortment,
            ImportSettings settings) {
        return new GuardFullImport(importId, imports, assortment, settings);
    }

    @Bean(defaultCandidate = false)
    @StepScope
    Tasklet mergeTaxonomy(@Value(NUMBER) long importId, Imports imports, CategoryWriter writer, Findings findings,
            @Qualifier("syncJdbc") JdbcClient jdbc, JobProgress progress) {
        return new MergeTaxonomy(importId, imports, writer, findings, jdbc, progress);
    }

    @Bean(defaultCandidate = false)
    @StepScope
    Tasklet resolvePaths(@Value(NUMBER) long importId, Imports imports, PathResolver resolver, PathLeaves leaves,
            @Qualifier("syncJdbc") JdbcClient jdbc, JsonMapper json) {
        return new ResolvePaths(importId, imports, resolver, leaves, jdbc, json);
    }

    @Bean(defaultCandidate = false)
    @StepScope
    Tasklet writeProducts(@Value(NUMBER) long importId, Imports imports, StagedProducts products, BulkCatalog catalog,
            PathLeaves leaves, Findings findings, ImportSettings settings, JobProgress progress,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactions) {
        return new WriteProducts(importId, imports, products, catalog, leaves, findings, settings, progress,
                apart(transactions));
    }

    @Bean(defaultCandidate = false)
    @StepScope
    Tasklet discontinueAbsent(@Value(NUMBER) long importId, Imports imports, Assortment assortment,
            BulkCatalog catalog, ImportSettings settings) {
        return new DiscontinueAbsent(importId, imports, assortment, catalog, settings);
    }

    @Bean(defaultCandidate = false)
    @StepScope
    Tasklet followUp(@Value(NUMBER) long importId, Imports imports, ObjectProvider<ImportFollowUp> followUps) {
        return new FollowUp(importId, imports, followUps.orderedStream().toList());
    }

    @Bean(defaultCandidate = false)
    @StepScope
    Tasklet awaitSettled(@Value(NUMBER) long importId, Imports imports, @Qualifier("syncJdbc") JdbcClient jdbc,
            JobProgress progress, ImportSettings settings) {
        return new AwaitSettled(importId, imports, jdbc, progress, settings.settleTimeout());
    }

}
