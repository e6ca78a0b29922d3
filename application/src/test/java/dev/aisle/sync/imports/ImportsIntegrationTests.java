package dev.aisle.sync.imports;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.AisleTest;
import dev.aisle.sync.imports.ImportClient.Form;

import static org.assertj.core.api.Assertions.assertThat;

/** What imports make of files, through the HTTP API. Each test has a source and names of its own. */
@AisleTest
class ImportsIntegrationTests {

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("syncJdbc")
    JdbcClient sync;

    ImportClient client;

    @BeforeEach
    void connect() {
        this.client = new ImportClient(this.port);
    }

    @Test
    void importsCategoriesAndProductsAndTheSecondTimeNothing() {
        var form = Form.from("first").taxonomy("1st-1 - Garden\n1st-2 - Garden > Tools\n").feed("""
                id\ttitle\tprice\tavailability\tproduct_type\tbrand
                1st-a\tSpade\t15.00 USD\tin_stock\tGarden > Tools\tDigwell
                1st-b\tRake\t12.00 USD\tin stock\tGarden > Tools\t
                1st-c\tHoe\t\tin_stock\tGarden > Tools > Small\t
                """);
        this.client.completed(form);
        long head = head();

        assertThat(leaves("1st-a")).containsExactly("1st-2~other");
        assertThat(this.client.get("/v1/products/1st-a").path("price").path("amount").asString()).isEqualTo("15.00");
        assertThat(this.client.get("/v1/categories/1st-1/products").path("products").size()).isEqualTo(2);
        assertThat(this.client.get("/v1/categories/1st-1/products").path("products").path(0).path("id").asString())
                .isEqualTo("1st-a");

        var run = this.client.completed(form);
        assertThat(head()).isEqualTo(head);
        assertThat(kinds(run)).containsExactly("no-price");
        assertThat(this.client.rejectedRows(run, "text/csv"))
                .startsWith("file,line,column,severity,kind,reason,value\r\nfeed,4,price,warning,no-price,");
        assertThat(this.client.get(run).path("progress").path("percent").asInt()).isEqualTo(100);
    }

    @Test
    void reportsBadRowsAndImportsTheOthers() {
        var feed = """
                id\ttitle\tprice\tavailability\tproduct_type\tgtin
                bad-1\tGood\t1.00 USD\tin_stock\tBad Shelf\t
                bad-2\tWrong currency\t1.00 EUR\tin_stock\tBad Shelf\t
                bad-3\tWrong number\t1.00 USD\tin_stock\tBad Shelf\t123
                \tNo id\t1.00 USD\tin_stock\tBad Shelf\t
                bad-1\tAgain\t2.00 USD\tin_stock\tBad Shelf\t
                bad-4\t"never closed\t1.00 USD\tin_stock\tBad Shelf\t
                bad-5\tGood too\t1.00 USD\tin_stock\tBad Shelf\t
                bad-6\tCut""";
        var run = this.client.completed(Form.from("bad").feed(feed));

        assertThat(this.client.rejectedRows(run)).extracting(
                r -> r.path("line").asString() + " " + r.path("column").asString() + " " + r.path("kind").asString())
                .containsExactly("3 price invalid", "4 gtin ignored", "5 id missing", "6 id duplicate",
                        "7 title quotes",
                        "9 price columns");
        assertThat(products("bad-")).containsExactly("bad-1", "bad-3", "bad-5");
        assertThat(name("bad-1")).isEqualTo("Good");
    }

    @Test
    void idsThatUrlsCannotCarryBecomeSafeOnes() {
        this.client.completed(Form.from("unsafe").feed("id\ttitle\nün/safe 1\tThing\n"));

        assertThat(this.sync.sql("SELECT id FROM command.published_product WHERE sku = 'ün/safe 1'")
                .query(String.class).single()).matches("n-safe-1-[0-9a-f]{8}");
    }

    @Test
    void anEditorsRenameAndMoveSurviveTheNextFeed() {
        var feed = "id\ttitle\tproduct_type\nmv-1\tOne\tMv Shelf > Mv Left\n";
        this.client.completed(Form.from("moves").feed(feed));
        var leaf = leaves("mv-1").getFirst();
        var shelf = category("Mv Shelf");
        assertThat(this.client.patch("/admin/v1/categories/" + leaf, "{\"name\": \"Mv Renamed\"}").statusCode())
                .isEqualTo(200);
        assertThat(this.client.post("/admin/v1/categories/" + leaf + "/move", "{\"parentId\": null}").statusCode())
                .isEqualTo(200);

        this.client.completed(Form.from("moves").feed(feed + "mv-2\tTwo\tMv Shelf > Mv Left\n"));

        assertThat(leaves("mv-2")).containsExactly(leaf);
        assertThat(name(leaf)).isEqualTo("Mv Renamed");
        assertThat(this.sync.sql("SELECT count(*) FROM command.published_category WHERE parent_id = :id")
                .param("id", shelf).query(Long.class).single()).isZero();
    }

    @Test
    void aLeafThatGetsChildrenGivesItsProductsToOther() {
        this.client.completed(Form.from("split").feed("id\ttitle\tproduct_type\nsp-1\tOne\tSp Shelf\n"));
        var shelf = leaves("sp-1").getFirst();

        this.client.completed(Form.from("split").feed("id\ttitle\tproduct_type\nsp-2\tTwo\tSp Shelf > Sp Deep\n"));
        assertThat(leaves("sp-1")).containsExactly(shelf + "~other");
        assertThat(name(shelf + "~other")).isEqualTo("Other");

        this.client.completed(Form.from("split").feed("id\ttitle\tproduct_type\nsp-1\tOne\tSp Elsewhere\n"));
        assertThat(leaves("sp-1")).containsExactly(category("Sp Elsewhere"));
    }

    @Test
    void canBeToldToRejectInstead() {
        this.client.completed(Form.from("strict").feed("id\ttitle\tproduct_type\nst-1\tOne\tSt Shelf\n"));
        var run = this.client.completed(Form.from("strict").with("leaf", "reject")
                .feed("id\ttitle\tproduct_type\nst-2\tTwo\tSt Shelf > St Deep\nst-3\tThree\tSt Fine\n"));

        assertThat(kinds(run)).containsExactly("refused");
        assertThat(products("st-")).containsExactly("st-1", "st-3");
    }

    @Test
    void changesOnlyTheColumnsItHasAndThePlacementsItMade() {
        this.client.completed(Form.from("columns").feed("""
                id\ttitle\tbrand\tcolor\tprice\tproduct_type
                co-1\tOne\tBrand\tred\t1.00 USD\tCo Shelf
                co-2\tTwo\tBrand\tred\t1.00 USD\tCo Other Shelf
                """));
        var mine = leaves("co-2").getFirst();
        var shelf = leaves("co-1").getFirst();
        assertThat(this.client.patch("/admin/v1/products/co-1",
                "{\"description\": \"by hand\", \"attributes\": {\"care\": \"by hand\"}, \"placements\": [{\"categoryId\": \"%s\"}, {\"categoryId\": \"%s\"}]}"
                        .formatted(mine, shelf))
                .statusCode()).isEqualTo(200);

        this.client.completed(Form.from("columns").feed("""
                id\tcolor\tprice\tproduct_type
                co-1\tblue\t2.00 USD\tCo Third Shelf
                """));

        var product = this.client.get("/admin/v1/products/co-1");
        assertThat(product.path("name").asString()).isEqualTo("One");
        assertThat(product.path("brand").asString()).isEqualTo("Brand");
        assertThat(product.path("description").asString()).isEqualTo("by hand");
        assertThat(product.path("attributes").toString()).isEqualTo("{\"color\":\"blue\",\"care\":\"by hand\"}");
        assertThat(leaves("co-1")).containsExactlyInAnyOrder(mine, category("Co Third Shelf"));
    }

    @Test
    void aFullFeedAsksBeforeItTakesMuchAwayAndWhatComesBackIsActiveAgain() {
        var head = "id\ttitle\n";
        var all = head + "fu-1\tOne\nfu-2\tTwo\nfu-3\tThree\n";
        this.client.completed(Form.from("full").with("mode", "full").feed(all));
        long before = head();

        var run = this.client.run(Form.from("full").with("mode", "full").feed(head + "fu-1\tRenamed\n"), "failed");
        assertThat(this.client.get(run).path("problem").asString()).contains("2 of the 3 products", "confirm=true");
        assertThat(head()).isEqualTo(before);

        this.client.restart(run, true, "completed");
        assertThat(statuses("fu-")).containsExactly("active", "discontinued", "discontinued");
        assertThat(name("fu-1")).isEqualTo("Renamed");

        this.client.completed(Form.from("full").with("mode", "full").feed(all));
        assertThat(statuses("fu-")).containsExactly("active", "active", "active");
    }

    @Test
    void mergesATaxonomyThreeWays() {
        this.client.completed(Form.from("merge").taxonomy("""
                me-1 - Me Root
                me-2 - Me Root > Me Two
                me-3 - Me Root > Me Three
                me-4 - Me Root > Me Four
                """));
        this.client.patch("/admin/v1/categories/me-2", "{\"name\": \"By hand\"}");
        this.client.patch("/admin/v1/categories/me-3", "{\"name\": \"By hand too\"}");

        this.client.completed(Form.from("merge").taxonomy("""
                me-1 - Me Root
                me-2 - Me Root > Me Two
                me-3 - Me Root > Me Tres
                me-4 - Me Root > Me Two > Me Four
                """));

        assertThat(name("me-2")).isEqualTo("By hand");
        assertThat(name("me-3")).isEqualTo("Me Tres");
        assertThat(parent("me-4")).isEqualTo("me-2");
    }

    @Test
    void siblingsThatShareAPathAreTwoCategories() {
        this.client.completed(Form.from("twins").taxonomy("""
                gid://x/tw   : Tw
                gid://x/tw-1 : Tw > Hats
                gid://x/tw-2 : Tw > Hats
                gid://x/tw-2-1 : Tw > Hats > Caps
                gid://x/tw-1-1 : Tw > Hats > Bonnets
                gid://x/free : Tw > Hats > Berets
                gid://x/tw-9 : Tw > Missing > Child
                tw-1 - Tw > Again
                """));

        assertThat(List.of(parent("tw-1"), parent("tw-2"), parent("tw-2-1"), parent("tw-1-1"), parent("free")))
                .containsExactly("tw", "tw", "tw-2", "tw-1", "tw-2");
        assertThat(name(parent("tw-9"))).isEqualTo("Missing");
        assertThat(name("tw-1")).isEqualTo("Hats");
    }

    @Test
    void sellsAtTheReducedPriceWhileItsWindowHolds() {
        this.client.completed(Form.from("sale").feed("""
                id\ttitle\tprice\tsale_price\tsale_price_effective_date\tavailability\tproduct_type
                sa-1\tNow\t5.00 USD\t4.00 USD\t2020-01-01T00:00Z/2990-01-01T00:00Z\tin_stock\tSa Shelf
                sa-2\tOver\t5.00 USD\t4.00 USD\t2020-01-01/2020-02-01\tin_stock\tSa Shelf
                """));

        assertThat(this.client.get("/v1/products/sa-1").path("salePrice").path("amount").asString()).isEqualTo("4.00");
        assertThat(this.client.get("/v1/products/sa-2").path("salePrice").isNull()).isTrue();
    }

    private long head() {
        return this.sync.sql("SELECT coalesce(max(position), 0) FROM command.published_journal").query(Long.class)
                .single();
    }

    private List<String> kinds(String run) {
        return this.client.rejectedRows(run).valueStream().map(r -> r.path("kind").asString()).toList();
    }

    private List<String> leaves(String product) {
        return this.sync.sql(
                "SELECT category_id FROM command.published_placement WHERE product_id = :id ORDER BY category_id")
                .param("id", product).query(String.class).list();
    }

    private List<String> products(String prefix) {
        return this.sync.sql("SELECT id FROM command.published_product WHERE starts_with(id, :p) ORDER BY id")
                .param("p", prefix).query(String.class).list();
    }

    private List<String> statuses(String prefix) {
        return this.sync.sql("SELECT status FROM command.published_product WHERE starts_with(id, :p) ORDER BY id")
                .param("p", prefix).query(String.class).list();
    }

    private String category(String name) {
        return this.sync.sql("SELECT id FROM command.published_category WHERE name = :name").param("name", name)
                .query(String.class).single();
    }

    private String parent(String category) {
        return this.sync.sql("SELECT parent_id FROM command.published_category WHERE id = :id").param("id", category)
                .query(String.class).single();
    }

    private String name(String id) {
        return this.sync.sql("""
                SELECT name FROM command.published_category WHERE id = :id
                UNION ALL
                SELECT name FROM command.published_product WHERE id = :id""").param("id", id).query(String.class)
                .single();
    }

}
