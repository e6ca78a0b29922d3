package dev.aisle.sync.imports;

import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

import dev.aisle.sync.jobs.RunHistory;

/** Forgets the files and findings of imports whose runs are forgotten. */
@Component
class ImportHistory implements RunHistory {

    private final Imports imports;

    ImportHistory(Imports imports) {
        this.imports = imports;
    }

    @Override
    public String job() {
        return ImportCatalogJobConfiguration.JOB;
    }

    @Override
    public void forget(List<Map<String, String>> parameters) {
        this.imports.forget(parameters.stream()
                .map(each -> Long.parseLong(each.getOrDefault(ImportCatalogJobConfiguration.IMPORT, "0"))).toList());
    }

}
