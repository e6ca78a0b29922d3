package dev.aisle.database;

import java.util.Locale;

/** The three roles of the database, each with exactly the grants that its module needs. */
enum DatabaseRole {

    COMMAND, QUERY, SYNC;

    String roleName() {
        return "aisle_" + schema();
    }

    private String schema() {
        return name().toLowerCase(Locale.ROOT);
    }

}
