package dev.aisle.sync.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.transaction.support.TransactionOperations;

import dev.aisle.kernel.ProductId;
import dev.aisle.sync.imports.Staging.StagedProduct;
import dev.aisle.sync.imports.format.CategoryPath;
import dev.aisle.sync.imports.format.FeedReader;
import dev.aisle.sync.imports.format.FeedRecord;
import dev.aisle.sync.imports.format.FileContent;
import dev.aisle.sync.imports.format.Finding;
import dev.aisle.sync.imports.format.SafeId;
import dev.aisle.sync.imports.format.TaxonomyReader;
import dev.aisle.sync.imports.format.UnreadableFileException;
import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.jobs.JobProgress;

/**
 * Reads an import's files to their end, before anything in the catalog changes. Each call
 * reads some rows. It starts afresh when it is restarted: reading is quick, and a parser's
 * state can't be kept.
 */
final class StageFiles implements Tasklet, DisposableBean {

    private static final int ROWS = 5_000;

    private final long importId;

    private final Imports imports;

    private final ImportFiles files;

    private final Staging staging;

    private final Findings findings;

    private final ImportSettings settings;

    private final JobProgress progress;

    private final TransactionOperations apart;

    private final FeedInterpreter interpreter;

    private final AtomicLong bytes = new AtomicLong();

    private boolean begun;

    private @Nullable TaxonomyReader taxonomy;

    private @Nullable FeedReader feed;

    private long records;

    private long feedRows;

    StageFiles(long importId, Imports imports, ImportFiles files, Staging staging, Findings findings,
            ImportSettings settings, JobProgress progress, TransactionOperations apart) {
        this.importId = importId;
        this.imports = imports;
        this.files = files;
        this.staging = staging;
        this.findings = findings;
        this.settings = settings;
        this.progress = progress;
        this.apart = apart;
        this.interpreter = new FeedInterpreter(imports.currency(), settings.attributes());
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        if (!this.begun) {
            this.begun = true;
            this.imports.clear(this.importId);
            this.findings.clear(this.importId);
            this.progress.begin(contribution.getStepExecution(), "reading", this.files.size(this.importId));
        }
        long before = this.records;
        boolean more = readTaxonomy() || readFeed();
        for (long i = before; i < this.records; i++) {
            contribution.incrementReadCount();
        }
        this.progress.done(contribution.getStepExecution(), this.bytes.get());
        return RepeatStatus.continueIf(more);
    }

    private boolean readTaxonomy() throws IOException {
        if (this.feed != null || !this.files.has(this.importId, FileKind.TAXONOMY)) {
            return false;
        }
        try {
            if (this.taxonomy == null) {
                this.taxonomy = new TaxonomyReader(open(FileKind.TAXONOMY));
            }
            return readTaxonomy(this.taxonomy);
        } catch (UnreadableFileException ex) {
            throw unreadable(FileKind.TAXONOMY, ex);
        }
    }

    private boolean readTaxonomy(TaxonomyReader reader) throws IOException {
        var categories = new ArrayList<TaxonomyReader.Entry.Category>();
        var faults = new ArrayList<Finding>();
        var entry = reader.next();
        while (entry != null) {
            this.records++;
            switch (entry) {
                case TaxonomyReader.Entry.Category category -> categories.add(category);
                case TaxonomyReader.Entry.Bad(var finding) -> faults.add(finding);
            }
            if (categories.size() + faults.size() == ROWS) {
                break;
            }
            entry = reader.next();
        }
        this.staging.addCategories(this.importId, categories);
        this.findings.add(this.importId, FileKind.TAXONOMY, faults);
        return entry != null;
    }

    private InputStream open(FileKind kind) throws IOException {
        return FileContent.open(this.files.open(this.importId, kind, this.bytes::addAndGet),
                this.settings.maxUnpackedSize().toBytes());
    }

    private boolean readFeed() throws IOException {
        if (!this.files.has(this.importId, FileKind.FEED)) {
            finish(Set.of(), false);
            return false;
        }
        try {
            if (this.feed == null) {
                this.feed = FeedReader.open(open(FileKind.FEED), (int) this.settings.maxRowSize().toBytes());
            }
            if (readFeed(this.feed)) {
                return true;
            }
            finish(this.feed.columns(), this.feed.cutOff());
            return false;
        } catch (UnreadableFileException ex) {
            throw unreadable(FileKind.FEED, ex);
        }
    }

    private boolean readFeed(FeedReader reader) throws IOException {
        var products = new ArrayList<StagedProduct>();
        var faults = new ArrayList<Finding>();
        int rows = 0;
        var row = reader.next();
        while (row != null) {
            this.records++;
            this.feedRows++;
            switch (row) {
                case FeedRecord.Row good -> {
                    var read = this.interpreter.interpret(good);
                    faults.addAll(read.findings());
                    if (read.id() != null) {
                        products.add(new StagedProduct(good.row(), good.line(), read.id(), read.product(),
                                read.paths()));
                    }
                }
                case FeedRecord.Bad(var id, var finding) -> {
                    faults.add(finding);
                    if (id != null) {
                        products.add(rejected(id, finding));
                    }
                }
            }
            if (++rows == ROWS) {
                break;
            }
            row = reader.next();
        }
        this.staging.addProducts(this.importId, products);
        this.findings.add(this.importId, FileKind.FEED, faults);
        return row != null;
    }

    private static StagedProduct rejected(String id, Finding finding) {
        return new StagedProduct(finding.row(), finding.line(), new ProductId(SafeId.of(id)), null,
                List.<CategoryPath>of());
    }

    private void finish(Set<String> columns, boolean cutOff) {
        var run = this.imports.get(this.importId);
        this.staging.measure();
        this.staging.rejectRepeatedCategories(this.importId);
        this.staging.findParents(this.importId, run.source());
        this.staging.reportMissing(this.importId, columns);
        this.staging.rejectRepeatedProducts(this.importId);
        this.imports.read(this.importId, columns, cutOff, this.feedRows);
    }

    /** Reported as a row, too, in a transaction of its own: the step's will be rolled back. */
    private JobProblemException unreadable(FileKind kind, UnreadableFileException ex) {
        var finding = new Finding(0, ex.line(), "", Finding.Kind.UNREADABLE, ex.reason(), "");
        this.apart.executeWithoutResult(_ -> this.findings.add(this.importId, kind, List.of(finding)));
        return new JobProblemException("Nothing was imported: the %s can't be read, line %d: %s.".formatted(kind.code(),
                ex.line(), ex.reason()));
    }

    @Override
    public void destroy() throws IOException {
        if (this.taxonomy != null) {
            this.taxonomy.close();
        }
        if (this.feed != null) {
            this.feed.close();
        }
    }

}
