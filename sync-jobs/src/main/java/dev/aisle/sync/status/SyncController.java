package dev.aisle.sync.status;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.sync.SyncRole;

/** How far the read model is, over HTTP. */
@SyncRole
@RestController
class SyncController {

    private final SyncStatuses statuses;

    SyncController(SyncStatuses statuses) {
        this.statuses = statuses;
    }

    @GetMapping("/admin/v1/sync")
    SyncStatus status() {
        return this.statuses.now();
    }

}
