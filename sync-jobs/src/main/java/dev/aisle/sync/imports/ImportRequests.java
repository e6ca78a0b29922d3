package dev.aisle.sync.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.sync.SyncRole;
import dev.aisle.sync.jobs.JobRequests;

/** Where imports are asked for. */
@SyncRole
@Component
public class ImportRequests {

    private final Imports imports;

    private final ImportFiles files;

    private final JobRequests jobs;

    private final ImportSettings settings;

    private final TransactionTemplate transaction;

    ImportRequests(Imports imports, ImportFiles files, JobRequests jobs, ImportSettings settings,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactions) {
        this.imports = imports;
        this.files = files;
        this.jobs = jobs;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Where a file's bytes come from. */
    @FunctionalInterface
    public interface Content {

        /**
         * Opens the file.
         * @return its bytes, to be closed by who asked
         * @throws IOException if they can't be had
         */
        InputStream open() throws IOException;

    }

    /**
     * A file to import.
     *
     * @param name what it is called
     * @param content its bytes
     */
    public record Upload(String name, Content content) {

    }

    /**
     * Asks for an import. When this returns, the files are stored, and the import will be
     * carried out whatever happens.
     * @param request what it shall do
     * @param taxonomy the categories, or null
     * @param feed the products, or null
     * @param requestedBy the account, or a system's name
     * @return the run of the job, as in {@code /admin/v1/jobs/executions/{id}}
     */
    public long request(ImportRequest request, @Nullable Upload taxonomy, @Nullable Upload feed, String requestedBy) {
        var run = this.transaction.execute(_ -> {
            this.imports.forgetAbandoned(this.settings.keepFiles());
            long id = this.imports.add(request);
            store(id, FileKind.TAXONOMY, taxonomy);
            store(id, FileKind.FEED, feed);
            return this.jobs.request(ImportCatalogJobConfiguration.JOB,
                    Map.of(ImportCatalogJobConfiguration.IMPORT, String.valueOf(id)), requestedBy);
        });
        return Objects.requireNonNull(run);
    }

    /**
     * Asks for an import if the catalog is empty and nothing was ever imported. Of several
     * processes that ask at once one gets its way.
     * @param request what it shall do
     * @param taxonomy the categories, or null
     * @param feed the products, or null
     * @param requestedBy the account, or a system's name
     * @return the run of the job, or empty if the catalog isn't new
     */
    public Optional<Long> requestIfNew(ImportRequest request, @Nullable Upload taxonomy, @Nullable Upload feed,
            String requestedBy) {
        var run = this.transaction.execute(_ -> this.imports.isEmpty()
                ? Optional.of(request(request, taxonomy, feed, requestedBy)) : Optional.<Long>empty());
        return Objects.requireNonNull(run);
    }

    private void store(long id, FileKind kind, @Nullable Upload file) {
        if (file == null) {
            return;
        }
        try (var content = file.content().open()) {
            this.files.add(id, kind, file.name(), content);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
