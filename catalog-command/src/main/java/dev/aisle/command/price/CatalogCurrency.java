package dev.aisle.command.price;

import java.util.Currency;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The one currency of the catalog. It never changes, so it is read once. */
@Component
public class CatalogCurrency {

    private final JdbcClient jdbc;

    private volatile @Nullable Currency currency;

    CatalogCurrency(@Qualifier("commandJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Tells the catalog's currency.
     * @return an ISO 4217 currency
     */
    public Currency get() {
        var known = this.currency;
        if (known == null) {
            known = Currency.getInstance(this.jdbc.sql("SELECT currency FROM command.catalog")
                    .query(String.class)
                    .single());
            this.currency = known;
        }
        return known;
    }

}
