package dev.aisle.command.category;

import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.command.CommandRole;
import dev.aisle.command.category.CategoryCommand.DeleteCategory;
import dev.aisle.command.category.CategoryWrites.Done;
import dev.aisle.command.category.CategoryWrites.Result;
import dev.aisle.command.http.CommandEndpoint;
import dev.aisle.command.http.CommandRequest;
import dev.aisle.command.http.Json;
import dev.aisle.command.http.MergePatch;
import dev.aisle.command.stream.Versioned;
import dev.aisle.command.transaction.Answer;
import dev.aisle.command.transaction.Step;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/** The tree for editors, hidden parts too. */
@RestController
@CommandRole
@RequestMapping("/admin/v1/categories")
class CategoryAdminController {

    private static final String PATH = "/admin/v1/categories/";

    private final Categories categories;

    private final CategoryWrites writes;

    private final CommandEndpoint endpoint;

    CategoryAdminController(Categories categories, CategoryWrites writes, CommandEndpoint endpoint) {
        this.categories = categories;
        this.writes = writes;
        this.endpoint = endpoint;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> list(@RequestParam(name = "parent", required = false) @Nullable String parentId) {
        if (parentId == null || parentId.isEmpty()) {
            return json(this.categories.rootsVersion(), CategoryJson.write(this.categories.children(null)));
        }
        var parent = existing(new CategoryId(parentId));
        return json(parent.version(), CategoryJson.write(this.categories.children(new CategoryId(parentId))));
    }

    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> get(@PathVariable("id") String id) {
        var category = existing(new CategoryId(id));
        return json(category.version(), representation(category));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(HttpServletRequest http) {
        var request = this.endpoint.read(http);
        var command = CategoryJson.create(request.body(), () -> new CategoryId(UUID.randomUUID().toString()));
        return this.endpoint.perform(request, _ -> step(this.writes.perform(command, CategoryWrites.Guard.NONE),
                command.id()));
    }

    @PatchMapping(path = "/{id}", consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
    ResponseEntity<byte[]> change(@PathVariable("id") String path, HttpServletRequest http) {
        var id = new CategoryId(path);
        var request = this.endpoint.read(http);
        var patch = Json.object(request.body());
        return this.endpoint.perform(request, _ -> step(this.writes.change(id, patch.has("slug"),
                (category, version) -> CategoryJson.change(category, version, patch), guard(request, id)), id));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<byte[]> delete(@PathVariable("id") String path, HttpServletRequest http) {
        var id = new CategoryId(path);
        var request = this.endpoint.read(http);
        return this.endpoint.perform(request,
                _ -> step(this.writes.perform(new DeleteCategory(id), guard(request, id)), id));
    }

    @PostMapping(path = "/{id}/move", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> move(@PathVariable("id") String path, HttpServletRequest http) {
        var id = new CategoryId(path);
        var request = this.endpoint.read(http);
        var command = CategoryJson.move(id, request.body());
        return this.endpoint.perform(request, _ -> step(this.writes.perform(command, guard(request, id)), id));
    }

    @PutMapping(path = "/{id}/children-order", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> order(@PathVariable("id") String path, HttpServletRequest http) {
        var id = new CategoryId(path);
        var request = this.endpoint.read(http);
        var command = CategoryJson.order(id, request.body());
        return this.endpoint.perform(request, _ -> {
            var done = this.writes.perform(command, guard(request, id));
            return ordered(done, done.tree().stream(id).version(), CategoryJson.writeOrder(command.children()));
        });
    }

    @PutMapping(path = "/children-order", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> orderRoots(HttpServletRequest http) {
        var request = this.endpoint.read(http);
        var command = CategoryJson.order(null, request.body());
        return this.endpoint.perform(request, _ -> {
            var done = this.writes.perform(command, tree -> request.precondition()
                    .check("the order of the roots", true, tree.rootsVersion(), false));
            return ordered(done, done.tree().rootsVersion(), CategoryJson.writeOrder(command.children()));
        });
    }

    private Versioned<Category> existing(CategoryId id) {
        var category = this.categories.find(id);
        if (!category.exists()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no category '%s'.".formatted(id));
        }
        return category;
    }

    private static CategoryWrites.Guard guard(CommandRequest request, CategoryId id) {
        return tree -> {
            var now = tree.stream(id);
            return request.precondition()
                    .check("the category '%s'".formatted(id), now.exists(), now.version(), false);
        };
    }

    private static Step<Answer> step(Done done, CategoryId id) {
        var now = done.tree().stream(id);
        return Step.single(done.tree().events(), switch (done.results().getFirst()) {
            case Result.Refused(var rejection) -> Answer.refused(rejection);
            case Result.Done _ when !now.exists() -> Answer.gone(now.version());
            case Result.Done(boolean created, _) -> created
                    ? Answer.created(now.version(), PATH + id, representation(now))
                    : Answer.ok(now.version(), representation(now));
        });
    }

    private static Step<Answer> ordered(Done done, long version, String body) {
        return Step.single(done.tree().events(), switch (done.results().getFirst()) {
            case Result.Refused(var rejection) -> Answer.refused(rejection);
            case Result.Done _ -> Answer.ok(version, body);
        });
    }

    private static String representation(Versioned<Category> category) {
        var state = category.state();
        return (state != null) ? CategoryJson.write(state, category.version()).toString() : "{}";
    }

    private static ResponseEntity<String> json(long version, String body) {
        return ResponseEntity.ok().eTag("\"" + version + "\"").cacheControl(CacheControl.noStore()).body(body);
    }

}
