package dev.aisle.sync.imports;

import java.util.Map;

import org.springframework.stereotype.Component;

import dev.aisle.sync.jobs.JobConfirmation;

/** Notes that a full import may discontinue as much as it said. */
@Component
class ImportConfirmation implements JobConfirmation {

    private final Imports imports;

    ImportConfirmation(Imports imports) {
        this.imports = imports;
    }

    @Override
    public String job() {
        return ImportCatalogJobConfiguration.JOB;
    }

    @Override
    public void confirm(Map<String, String> parameters) {
        this.imports.confirm(Long.parseLong(parameters.getOrDefault(ImportCatalogJobConfiguration.IMPORT, "0")));
    }

}
