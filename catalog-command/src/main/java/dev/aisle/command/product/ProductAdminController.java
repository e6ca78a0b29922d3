package dev.aisle.command.product;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.command.CommandRole;
import dev.aisle.command.http.CommandEndpoint;
import dev.aisle.command.http.CommandRequest;
import dev.aisle.command.http.Json;
import dev.aisle.command.http.MergePatch;
import dev.aisle.command.price.CatalogCurrency;
import dev.aisle.command.product.ProductCommand.DeleteProduct;
import dev.aisle.command.product.ProductWrites.Done;
import dev.aisle.command.product.ProductWrites.Result;
import dev.aisle.command.transaction.Answer;
import dev.aisle.command.transaction.Step;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.ProductId;

/** Products for editors. */
@RestController
@CommandRole
@RequestMapping("/admin/v1/products")
class ProductAdminController {

    private static final String PATH = "/admin/v1/products/";

    private final Products products;

    private final ProductList list;

    private final ProductWrites writes;

    private final CatalogCurrency currency;

    private final CommandEndpoint endpoint;

    ProductAdminController(Products products, ProductList list, ProductWrites writes, CatalogCurrency currency,
            CommandEndpoint endpoint) {
        this.products = products;
        this.list = list;
        this.writes = writes;
        this.currency = currency;
        this.endpoint = endpoint;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> list(@RequestParam(name = "query", required = false) @Nullable String query,
            @RequestParam(name = "category", required = false) @Nullable String category,
            @RequestParam(name = "status", required = false) @Nullable String status,
            @RequestParam(name = "first", required = false) @Nullable String first,
            @RequestParam(name = "after", required = false) @Nullable String after) {
        var page = this.list.page(ProductList.Filter.of(query, category, status, first, after));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(page);
    }

    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> get(@PathVariable("id") String path) {
        var id = new ProductId(path);
        var assortment = this.products.load(List.of(id));
        var product = assortment.find(id);
        if (product == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no product '%s'.".formatted(id));
        }
        long version = assortment.stream(id).version();
        return ResponseEntity.ok()
                .eTag("\"" + version + "\"")
                .cacheControl(CacheControl.noStore())
                .body(ProductJson.write(product, version, assortment).toString());
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> put(@PathVariable("id") String path, HttpServletRequest http) {
        var id = new ProductId(path);
        var request = this.endpoint.read(http);
        var command = ProductJson.put(id, request.body(), this.currency.get());
        return this.endpoint.perform(request,
                attempt -> step(this.writes.perform(List.of(command), guard(request, id, true), attempt), id));
    }

    @PatchMapping(path = "/{id}", consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
    ResponseEntity<byte[]> patch(@PathVariable("id") String path, HttpServletRequest http) {
        var id = new ProductId(path);
        var request = this.endpoint.read(http);
        var patch = Json.object(request.body());
        var unit = this.currency.get();
        return this.endpoint.perform(request, attempt -> step(this.writes.change(id,
                (product, version, assortment) -> ProductJson.patch(product, version, assortment, patch, unit),
                guard(request, id, false), attempt), id));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<byte[]> delete(@PathVariable("id") String path, HttpServletRequest http) {
        var id = new ProductId(path);
        var request = this.endpoint.read(http);
        return this.endpoint.perform(request, attempt -> step(
                this.writes.perform(List.of(new DeleteProduct(id)), guard(request, id, false), attempt), id));
    }

    @PutMapping(path = "/{id}/placements", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> place(@PathVariable("id") String path, HttpServletRequest http) {
        var id = new ProductId(path);
        var request = this.endpoint.read(http);
        var command = ProductJson.placements(id, request.body());
        return this.endpoint.perform(request,
                attempt -> step(this.writes.perform(List.of(command), guard(request, id, false), attempt), id));
    }

    private static ProductWrites.Guard guard(CommandRequest request, ProductId id, boolean mayCreate) {
        return now -> request.precondition()
                .check("the product '%s'".formatted(id), now.exists(), now.version(), mayCreate);
    }

    private static Step<Answer> step(Done done, ProductId id) {
        return Step.single(done.assortment().events(), switch (done.results().getFirst()) {
            case Result.Refused(var rejection) -> Answer.refused(rejection);
            case Result.Done(boolean created, _) -> answer(done.assortment(), id, created);
        });
    }

    private static Answer answer(Assortment assortment, ProductId id, boolean created) {
        var product = assortment.find(id);
        long version = assortment.stream(id).version();
        if (product == null) {
            return Answer.gone(version);
        }
        var body = ProductJson.write(product, version, assortment).toString();
        return created ? Answer.created(version, PATH + id, body) : Answer.ok(version, body);
    }

}
