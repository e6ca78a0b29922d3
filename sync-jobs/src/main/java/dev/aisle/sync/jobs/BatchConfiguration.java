package dev.aisle.sync.jobs;

import org.springframework.batch.core.configuration.annotation.EnableBatchProcessing;
import org.springframework.batch.core.configuration.annotation.EnableJdbcJobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.transaction.annotation.Isolation;

import dev.aisle.sync.SyncRole;

/**
 * Spring Batch on the sync role's database. A run's lease keeps others from beginning it, so that noting its execution
 * needs no stronger isolation, by which runs that begin at once would break each other off.
 */
@SyncRole
@Configuration(proxyBeanMethods = false)
@EnableBatchProcessing(taskExecutorRef = "jobTaskExecutor", transactionManagerRef = "syncTransactionManager")
@EnableJdbcJobRepository(dataSourceRef = "syncDataSource", transactionManagerRef = "syncTransactionManager",
        tablePrefix = "sync.BATCH_", isolationLevelForCreate = Isolation.READ_COMMITTED)
class BatchConfiguration {

    /** A run has a thread of its own already. */
    @Bean(defaultCandidate = false)
    TaskExecutor jobTaskExecutor() {
        return new SyncTaskExecutor();
    }

}
