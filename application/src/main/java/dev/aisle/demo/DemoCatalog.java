package dev.aisle.demo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

import dev.aisle.command.Caller;
import dev.aisle.sync.imports.ImportMode;
import dev.aisle.sync.imports.ImportRequest;
import dev.aisle.sync.imports.ImportRequests;
import dev.aisle.sync.imports.ImportRequests.Upload;
import dev.aisle.sync.imports.LeafPolicy;

/**
 * Imports the demo catalog into a new one, as anybody would import theirs: once the request
 * is stored, the import goes on after a crash by itself, and isn't requested again.
 */
@Component
@ConditionalOnBooleanProperty(name = "aisle.demo", matchIfMissing = true)
class DemoCatalog {

    /** The source as which the demo catalog is imported. */
    static final String SOURCE = "demo";

    private static final Logger log = LoggerFactory.getLogger(DemoCatalog.class);

    private final ObjectProvider<ImportRequests> requests;

    DemoCatalog(ObjectProvider<ImportRequests> requests) {
        this.requests = requests;
    }

    @EventListener(ApplicationStartedEvent.class)
    void bringIn() {
        var imports = this.requests.getIfAvailable();
        if (imports == null) {
            return;
        }
        var request = new ImportRequest(SOURCE, ImportMode.UPSERT, LeafPolicy.OTHER, false,
                new Caller("import:" + SOURCE, "first-start"));
        imports.requestIfNew(request, resource("taxonomy.txt"), resource("feed.tsv"), "aisle")
                .ifPresent(run -> log.info("The catalog is new: the demo catalog is being imported (run {})", run));
    }

    private static Upload resource(String name) {
        return new Upload(name, new ClassPathResource("demo/" + name)::getInputStream);
    }

}
