package dev.aisle.command;

import java.util.Currency;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockLevel;
import dev.aisle.kernel.testing.TestDatabase;

/** The write model on a database of its own, without a web server, and short ways to fill it. */
public final class TestCatalog implements AutoCloseable {

    /** Who asks in tests. */
    public static final Caller CALLER = new Caller("editor", "test-request");

    private static final Currency USD = Currency.getInstance("USD");

    private final TestDatabase database = TestDatabase.create();

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    private final TestAdmin admin;

    public TestCatalog() {
        this.context.registerBean("commandDataSource", DataSource.class, this.database::command);
        this.context.register(Wiring.class);
        this.context.refresh();
        this.admin = new TestAdmin(this.context.getBeansWithAnnotation(RestController.class).values().toArray());
    }

    /** An editor, by the controllers, without a network between. */
    public TestAdmin admin() {
        return this.admin;
    }

    /** Where the tables are not what the journal makes of them. */
    public List<JournalVerification.Difference> differences() {
        return verify().differences();
    }

    /** Verifies the journal from its last baseline. */
    public JournalVerification.Verified verify() {
        return bean(JournalVerification.class).verify(ProgressListener.NONE);
    }

    public <T> T bean(Class<T> type) {
        return this.context.getBean(type);
    }

    public BulkCatalog bulk() {
        return bean(BulkCatalog.class);
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(this.database.owner());
    }

    public TestDatabase database() {
        return this.database;
    }

    /** The heads that were published so far. */
    public List<Long> heads() {
        return bean(Wiring.class).heads;
    }

    /** Does this at each publication from now on, in the thread that publishes. */
    public void whenPublished(Runnable work) {
        bean(Wiring.class).whenPublished = work;
    }

    public static CategoryUpsert category(String id, String parent) {
        return new CategoryUpsert(new CategoryId(id), "Category " + id, true,
                (parent != null) ? new CategoryId(parent) : null, true);
    }

    /** An active product with a price and stock, in the given leaves. */
    public static ProductUpsert product(String id, String... leaves) {
        return new ProductUpsert(new ProductId(id), Patch.put("Product " + id), Patch.put("Brand"),
                Patch.put("What there is to say about " + id), Patch.put("sku-" + id), Patch.keep(), Patch.keep(),
                Patch.put(List.of("https://example.org/" + id + ".jpg")), Patch.keep(), Patch.keep(), Patch.keep(),
                Patch.put(new StockLevel.Tracked(5)), Patch.put(new Money(1299, USD)), Patch.keep(), List.of(),
                List.of(leaves).stream().map(CategoryId::new).toList());
    }

    @Override
    public void close() {
        this.context.close();
        this.database.close();
    }

    @Configuration(proxyBeanMethods = false)
    @ComponentScan("dev.aisle.command")
    static class Wiring {

        final List<Long> heads = new CopyOnWriteArrayList<>();

        private volatile Runnable whenPublished = () -> {};

        @Bean
        JdbcClient commandJdbc(DataSource dataSource) {
            return JdbcClient.create(dataSource);
        }

        @Bean
        JdbcTransactionManager commandTransactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @EventListener
        void on(JournalAdvanced event) {
            this.heads.add(event.head());
            this.whenPublished.run();
        }

    }

}
