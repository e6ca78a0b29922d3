package dev.aisle;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import dev.aisle.embedded.EmbeddedServers;
import dev.aisle.security.AdminAccount;

/**
 * Tells whoever started Aisle where things are. Goes to standard output and not to the log,
 * since the first start shows a password.
 */
@Component
final class StartBanner {

    private final Environment environment;

    private final ObjectProvider<EmbeddedServers> servers;

    private final JdbcConnectionDetails database;

    private final AdminAccount admin;

    StartBanner(Environment environment, ObjectProvider<EmbeddedServers> servers, JdbcConnectionDetails database,
            AdminAccount admin) {
        this.environment = environment;
        this.servers = servers;
        this.database = database;
        this.admin = admin;
    }

    @EventListener(ApplicationReadyEvent.class)
    void show() {
        var main = "http://localhost:" + this.environment.getProperty("local.server.port", "8080");
        var management = "http://localhost:" + this.environment.getProperty("local.management.port", "8081");
        List<String> lines = new ArrayList<>();
        lines.add("Aisle is ready.");
        lines.add("  Storefront  " + main + "/v1/categories?depth=2");
        lines.add("  Admin       " + main + "/admin/v1/categories   (user " + AdminAccount.NAME + ")");
        this.admin.generatedPassword().ifPresent(password -> lines.add(
                "              password " + password + "   (shown this once; AISLE_ADMIN_PASSWORD sets another)"));
        lines.add("  Docs        " + main + "/docs");
        lines.add("  Health      " + management + "/actuator/health");
        lines.add("  Data        " + whereTheDataLives());
        System.out.println(String.join(System.lineSeparator(), lines));
    }

    private String whereTheDataLives() {
        var embedded = this.servers.getIfAvailable();
        return (embedded != null && embedded.postgres().isPresent()) ? embedded.dataDirectory().toString()
                : this.database.getJdbcUrl().replaceFirst("\\?.*", "");
    }

}
