package dev.aisle.sync.recovery;

import java.net.URI;
import java.time.Instant;
import javax.sql.DataSource;

import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import dev.aisle.AisleTest;

/** An editor, a shopper and a saboteur of one application. */
final class Shop {

    private final RestTestClient client;

    private final JdbcClient owner;

    Shop(int port, DataSource owner) {
        this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port)
                .defaultHeaders(headers -> headers.setBasicAuth("admin", AisleTest.ADMIN_PASSWORD)).build();
        this.owner = JdbcClient.create(owner);
    }

    JdbcClient database() {
        return this.owner;
    }

    void category(String id) {
        this.client.post().uri("/admin/v1/categories").contentType(MediaType.APPLICATION_JSON)
                .header("Prefer", "wait=10").body("{\"id\": \"%1$s\", \"name\": \"%1$s\"}".formatted(id)).exchange()
                .expectStatus().isCreated();
    }

    /** Puts a product that can be sold, and answers with the token. */
    String product(String id, String leaf) {
        return put(id, leaf, "return=representation").expectStatus().isCreated().returnResult(Void.class)
                .getResponseHeaders().getFirst("Aisle-Consistency-Token");
    }

    ResponseSpec put(String id, String leaf, String prefer) {
        return this.client.put().uri("/admin/v1/products/" + id).header("Prefer", prefer)
                .contentType(MediaType.APPLICATION_JSON).body("""
                        {"name": "%s", "status": "active", "price": {"amount": "1.29", "currency": "USD"},
                         "stock": {"quantity": 7}, "saleWindow": {"from": "%s"},
                         "placements": [{"categoryId": "%s"}]}""".formatted(id, Instant.EPOCH, leaf))
                .exchange();
    }

    ResponseSpec read(String path, String token) {
        return this.client.get().uri(path).header("Aisle-Consistency-Token", token).exchange();
    }

    ResponseSpec get(String path) {
        return this.client.get().uri(path).exchange();
    }

    ResponseSpec post(String path) {
        return this.client.post().uri(path).exchange();
    }

    ResponseSpec delete(String path) {
        return this.client.delete().uri(path).exchange();
    }

    URI start(String job) {
        return post("/admin/v1/jobs/" + job).expectStatus().isAccepted().returnResult(Void.class).getResponseHeaders()
                .getLocation();
    }

    /** From now on the active generation refuses to store this product. */
    void poison(String id) {
        int generation = this.owner.sql("SELECT generation FROM read.pointer").query(Integer.class).single();
        this.owner
                .sql("""
                        CREATE TABLE IF NOT EXISTS public.poison (id text PRIMARY KEY);
                        CREATE OR REPLACE FUNCTION public.refuse_poison() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                        BEGIN
                            IF EXISTS (SELECT FROM public.poison WHERE id = NEW.id) THEN
                                RAISE EXCEPTION '%% is poison', NEW.id;
                            END IF;
                            RETURN NEW;
                        END $$;
                        CREATE OR REPLACE TRIGGER poison BEFORE INSERT OR UPDATE ON read_g%d.product
                            FOR EACH ROW EXECUTE FUNCTION public.refuse_poison();
                        INSERT INTO public.poison (id) VALUES ('%s')"""
                        .formatted(generation, id))
                .update();
    }

    void cure(String id) {
        this.owner.sql("DELETE FROM public.poison WHERE id = :id").param("id", id).update();
    }

}
