package dev.aisle.sync.imports;

import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

import dev.aisle.command.Caller;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProblemType;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.imports.ImportRequests.Upload;
import dev.aisle.sync.imports.format.FeedReader;
import dev.aisle.sync.imports.format.FileContent;
import dev.aisle.sync.imports.format.TaxonomyReader;
import dev.aisle.sync.imports.format.UnreadableFileException;

/** Takes uploads. What is obviously no taxonomy or feed is refused at once, the rest is for the job to find. */
@SyncRole
@RestController
class ImportsController {

    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");

    private static final int FIRST_LINES = 100;

    private final ImportRequests requests;

    private final ImportSettings settings;

    ImportsController(ImportRequests requests, ImportSettings settings) {
        this.requests = requests;
        this.settings = settings;
    }

    /**
     * What was asked for.
     *
     * @param execution the run of the job, as in {@code /admin/v1/jobs/executions/{id}}
     */
    record Accepted(long execution) {

    }

    @PostMapping(path = "/admin/v1/imports", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<Accepted> imports(@RequestParam(required = false) @Nullable MultipartFile taxonomy,
            @RequestParam(required = false) @Nullable MultipartFile feed,
            @RequestParam(defaultValue = "") String source, @RequestParam(defaultValue = "upsert") String mode,
            @RequestParam(required = false) @Nullable String leaf,
            @RequestParam(defaultValue = "false") String confirm, @Nullable Principal principal,
            HttpServletRequest http) throws IOException {
        var errors = new ArrayList<Invalid>();
        if (!SOURCE.matcher(source).matches()) {
            errors.add(new Invalid("/source",
                    "name whose files these are: a letter or digit, then letters, digits and . _ -, at most 60 in all"));
        }
        var chosenMode = oneOf("/mode", mode, ImportMode.values(), errors);
        var chosenLeaf = (leaf == null) ? this.settings.leaf() : oneOf("/leaf", leaf, LeafPolicy.values(), errors);
        var confirmed = oneOf("/confirm", confirm, new Boolean[]{false, true}, errors);
        if (taxonomy == null && feed == null) {
            errors.add(new Invalid("/feed", "there is no file: send a 'taxonomy', a 'feed', or both"));
        }
        look("/taxonomy", taxonomy, this::lookAtTaxonomy, errors);
        look("/feed", feed, this::lookAtFeed, errors);
        if (!errors.isEmpty() || chosenMode == null || chosenLeaf == null || confirmed == null) {
            throw new ProblemException(ProblemType.INVALID, "This can't be imported.", errors, null);
        }
        var requestId = Objects.requireNonNullElse(http.getAttribute("aisle.requestId"), UUID.randomUUID());
        var request = new ImportRequest(source, chosenMode, chosenLeaf, confirmed,
                new Caller("import:" + source, requestId.toString()));
        long execution = this.requests.request(request, upload(taxonomy), upload(feed),
                (principal == null) ? "anonymous" : principal.getName());
        return ResponseEntity.accepted()
                .location(URI.create("/admin/v1/jobs/executions/" + execution))
                .body(new Accepted(execution));
    }

    private static <T> @Nullable T oneOf(String pointer, String text, T[] values, List<Invalid> errors) {
        for (var value : values) {
            if (value.toString().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        errors.add(new Invalid(pointer,
                "use one of %s".formatted(List.of(values).toString().toLowerCase(Locale.ROOT))));
        return null;
    }

    /** Looks at a file's beginning. */
    @FunctionalInterface
    private interface Look {

        void at(MultipartFile file) throws IOException;

    }

    private static void look(String pointer, @Nullable MultipartFile file, Look look, List<Invalid> errors)
            throws IOException {
        if (file == null) {
            return;
        }
        try {
            look.at(file);
        } catch (UnreadableFileException ex) {
            errors.add(new Invalid(pointer, "line %d: %s".formatted(ex.line(), ex.reason())));
        }
    }

    private void lookAtTaxonomy(MultipartFile file) throws IOException {
        try (var reader = new TaxonomyReader(
                FileContent.open(file.getInputStream(), this.settings.maxUnpackedSize().toBytes()))) {
            for (int i = 0; i < FIRST_LINES; i++) {
                var entry = reader.next();
                if (entry instanceof TaxonomyReader.Entry.Category) {
                    return;
                }
                if (entry == null) {
                    break;
                }
            }
        }
        throw new UnreadableFileException(1,
                "none of the first lines reads as a category: write 'id - A > B' or 'gid://…/id : A > B'");
    }

    private void lookAtFeed(MultipartFile file) throws IOException {
        FeedReader.open(FileContent.open(file.getInputStream(), this.settings.maxUnpackedSize().toBytes()),
                (int) this.settings.maxRowSize().toBytes()).close();
    }

    private static @Nullable Upload upload(@Nullable MultipartFile file) {
        return (file == null) ? null : new Upload(
                Objects.requireNonNullElse(file.getOriginalFilename(), file.getName()), file::getInputStream);
    }

}
