package dev.aisle.sync.deadletter;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.sync.SyncRole;

/** Dead letters over HTTP. */
@SyncRole
@RestController
@RequestMapping("/admin/v1/dead-letters")
class DeadLettersController {

    private static final Logger log = LoggerFactory.getLogger(DeadLettersController.class);

    private static final int MOST = 1_000;

    private final DeadLetters letters;

    DeadLettersController(DeadLetters letters) {
        this.letters = letters;
    }

    /**
     * Letters.
     *
     * @param deadLetters the letters
     */
    record Letters(List<DeadLetter> deadLetters) {}

    /**
     * How many are tried again.
     *
     * @param retrying a number
     */
    record Retrying(int retrying) {}

    @GetMapping
    Letters all() {
        return new Letters(this.letters.oldest(MOST));
    }

    @PostMapping("/retry")
    ResponseEntity<Retrying> retryAll(@Nullable Principal principal) {
        int retrying = this.letters.retryAll();
        log.info("{} dead letters are tried again, as {} wants", retrying, name(principal));
        return ResponseEntity.accepted().body(new Retrying(retrying));
    }

    @PostMapping("/{kind}/{key}/retry")
    ResponseEntity<Letters> retry(@PathVariable String kind, @PathVariable String key,
            @Nullable Principal principal) {
        var retried = this.letters.retry(kind, key);
        if (retried.isEmpty()) {
            throw unknown(kind, key);
        }
        log.info("The {} '{}' is tried again, as {} wants", kind, key, name(principal));
        return ResponseEntity.accepted().body(new Letters(retried));
    }

    @DeleteMapping("/{kind}/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void discard(@PathVariable String kind, @PathVariable String key, @Nullable Principal principal) {
        if (!this.letters.discard(kind, key)) {
            throw unknown(kind, key);
        }
        log.warn("The dead letter of the {} '{}' is discarded, as {} wants: it stays as shoppers see it now", kind,
                key, name(principal));
    }

    private static ProblemException unknown(String kind, String key) {
        return new ProblemException(ProblemType.NOT_FOUND,
                "There is no dead letter of a %s '%s': GET /admin/v1/dead-letters lists them."
                        .formatted(excerpt(kind), excerpt(key)));
    }

    private static String excerpt(String text) {
        return text.substring(0, Math.min(120, text.length()));
    }

    private static String name(@Nullable Principal principal) {
        return (principal == null) ? "anonymous" : principal.getName();
    }

}
