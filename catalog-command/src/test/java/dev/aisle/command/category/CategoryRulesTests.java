package dev.aisle.command.category;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.Patch;
import dev.aisle.command.category.CategoryCommand.ChangeCategory;
import dev.aisle.command.category.CategoryCommand.CreateCategory;
import dev.aisle.command.category.CategoryCommand.DeleteCategory;
import dev.aisle.command.category.CategoryCommand.MoveCategory;
import dev.aisle.command.category.CategoryCommand.OrderChildren;
import dev.aisle.command.category.CategoryCommand.UpsertCategory;
import dev.aisle.command.stream.Decision;
import dev.aisle.kernel.CategoryEvent;
import dev.aisle.kernel.CategoryEvent.CategoryChildrenOrdered;
import dev.aisle.kernel.CategoryEvent.CategoryCreated;
import dev.aisle.kernel.CategoryEvent.CategoryDeleted;
import dev.aisle.kernel.CategoryEvent.CategoryDescribed;
import dev.aisle.kernel.CategoryEvent.CategoryDisplayWindowChanged;
import dev.aisle.kernel.CategoryEvent.CategoryHidden;
import dev.aisle.kernel.CategoryEvent.CategoryMoved;
import dev.aisle.kernel.CategoryEvent.CategoryRenamed;
import dev.aisle.kernel.CategoryEvent.CategorySlugChanged;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.Window;

import static org.assertj.core.api.Assertions.assertThat;

/** Given a tree, when a command comes, then these events happen, or none and why. */
class CategoryRulesTests {

    private final CategoryTree tree = new CategoryTree();

    @Test
    void aCategoryComesLastAndGetsASlugOfItsName() {
        given(created("food", null, 4));

        then(create("drinks", null, "Tea & Coffee")).happens(new CategoryCreated(id("drinks"), null, 5,
                new Slug("tea-coffee"), "Tea & Coffee", null, null, false, Window.ALWAYS));
    }

    @Test
    void aSlugThatASiblingHasIsMadeDistinct() {
        given(created("a", null, 1, "tea"));

        then(create("b", null, "Tea")).happens(new CategoryCreated(id("b"), null, 2, new Slug("tea-b"), "Tea", null,
                null, false, Window.ALWAYS));
    }

    @Test
    void aSlugThatWasAskedForIsNot() {
        given(created("a", null, 1, "tea"));

        then(new CreateCategory(id("b"), null, null, new Slug("tea"), "Tea", null, null, false, Window.ALWAYS))
                .isRefused(ProblemType.RULE_BROKEN, "'a'");
    }

    @Test
    void anOldSlugIsFreeForOthers() {
        given(created("a", null, 1, "tea"), new CategorySlugChanged(id("a"), new Slug("coffee")));

        then(create("b", null, "Tea")).happens(new CategoryCreated(id("b"), null, 2, new Slug("tea"), "Tea", null,
                null, false, Window.ALWAYS));
    }

    @Test
    void anIdIsTakenOnce() {
        given(created("a", null, 1));

        then(create("a", null, "A")).isRefused(ProblemType.RULE_BROKEN, "exists already");
    }

    @Test
    void aCategoryWithProductsGetsNoChild() {
        given(created("a", null, 1));
        this.tree.loadHoldsProducts(id("a"));

        then(create("b", "a", "B")).isRefused(ProblemType.RULE_BROKEN, "Products stand in");
    }

    @Test
    void theTreeHasAFloor() {
        given(created("c1", null, 1));
        IntStream.range(2, 33).forEach(i -> given(created("c" + i, "c" + (i - 1), 1)));

        then(create("deeper", "c32", "x")).isRefused(ProblemType.RULE_BROKEN, "deeper than 32");
        given(created("x", null, 2), created("y", "x", 1));
        then(new MoveCategory(id("x"), id("c31"), null)).isRefused(ProblemType.RULE_BROKEN, "deeper than 32");
        then(new MoveCategory(id("y"), id("c31"), null)).happens(new CategoryMoved(id("y"), id("c31"), 2));
    }

    @Test
    void aCategoryCantGoBelowItself() {
        given(created("a", null, 1), created("b", "a", 1), created("c", "b", 1));

        then(new MoveCategory(id("a"), id("c"), null)).isRefused(ProblemType.RULE_BROKEN, "below itself");
        then(new MoveCategory(id("a"), id("a"), null)).isRefused(ProblemType.RULE_BROKEN, "below itself");
    }

    @Test
    void aMoveTakesTheSlugAlongOrIsRefused() {
        given(created("a", null, 1), created("b", null, 2, "tea"), created("c", "a", 1, "tea"));

        then(new MoveCategory(id("b"), id("a"), null)).isRefused(ProblemType.RULE_BROKEN, "slug 'tea'");
        then(new UpsertCategory(new CategoryUpsert(id("b"), "b", true, id("a"), true)))
                .happens(new CategorySlugChanged(id("b"), new Slug("tea-b")), new CategoryMoved(id("b"), id("a"), 2));
    }

    @Test
    void whatIsSoAlreadyMakesNoEvent() {
        given(created("a", null, 1), created("b", null, 2));

        then(new MoveCategory(id("b"), null, null)).happens();
        then(new MoveCategory(id("b"), null, 2)).happens();
        then(new OrderChildren(null, List.of(id("a"), id("b")))).happens();
        then(change("a", Patch.put("a"), Patch.put(false), Patch.put(null))).happens();
        then(new UpsertCategory(new CategoryUpsert(id("a"), "a", true, null, true))).happens();
    }

    @Test
    void aChangeMakesAnEventForEachThingThatChanges() {
        given(created("a", null, 1));
        var season = new Window(Instant.parse("2026-01-01T00:00:00Z"), null);

        then(new ChangeCategory(id("a"), Patch.put("A"), Patch.put(new Slug("aa")), Patch.put("text"), Patch.keep(),
                Patch.put(true), Patch.put(season))).happens(new CategoryRenamed(id("a"), "A"),
                        new CategorySlugChanged(id("a"), new Slug("aa")), new CategoryDescribed(id("a"), "text", null),
                        new CategoryHidden(id("a")), new CategoryDisplayWindowChanged(id("a"), season));
    }

    @Test
    void anOrderNamesExactlyTheChildren() {
        given(created("a", null, 1), created("b", null, 2));

        then(new OrderChildren(null, List.of(id("b"), id("a"))))
                .happens(new CategoryChildrenOrdered(null, List.of(id("b"), id("a"))));
        then(new OrderChildren(null, List.of(id("b")))).isRefused(ProblemType.RULE_BROKEN, "missing: [a]");
        then(new OrderChildren(null, List.of(id("b"), id("a"), id("c")))).isRefused(ProblemType.RULE_BROKEN,
                "not a child: [c]");
        then(new OrderChildren(null, List.of(id("b"), id("a"), id("a")))).isRefused(ProblemType.RULE_BROKEN, "once");
    }

    @Test
    void onlyAnEmptyCategoryGoes() {
        given(created("a", null, 1), created("b", "a", 1));

        then(new DeleteCategory(id("a"))).isRefused(ProblemType.RULE_BROKEN, "has children");
        then(new DeleteCategory(id("b"))).happens(new CategoryDeleted(id("b")));
        this.tree.loadHoldsProducts(id("b"));
        then(new DeleteCategory(id("b"))).isRefused(ProblemType.RULE_BROKEN, "Products stand in");
        then(new DeleteCategory(id("none"))).isRefused(ProblemType.NOT_FOUND, "'none'");
    }

    @Test
    void anOrderGivesPositionsAndLeavesVersions() {
        given(created("a", null, 1), created("b", null, 2),
                new CategoryChildrenOrdered(null, List.of(id("b"), id("a"))));

        assertThat(this.tree.stream(id("a")).version()).isOne();
        assertThat(this.tree.find(id("a"))).extracting(Category::position).isEqualTo(2);
        assertThat(this.tree.rootsVersion()).isOne();
    }

    private static CategoryEvent created(String id, String parent, int position) {
        return created(id, parent, position, id);
    }

    private static CategoryEvent created(String id, String parent, int position, String slug) {
        return new CategoryCreated(id(id), (parent != null) ? id(parent) : null, position, new Slug(slug), id, null,
                null, false, Window.ALWAYS);
    }

    private static CreateCategory create(String id, String parent, String name) {
        return new CreateCategory(id(id), (parent != null) ? id(parent) : null, null, null, name, null, null, false,
                Window.ALWAYS);
    }

    private static ChangeCategory change(String id, Patch<String> name, Patch<Boolean> hidden, Patch<Window> display) {
        return new ChangeCategory(id(id), name, Patch.keep(), Patch.keep(), Patch.keep(), hidden, display);
    }

    private static CategoryId id(String id) {
        return new CategoryId(id);
    }

    private void given(CategoryEvent... events) {
        List.of(events).forEach(this.tree::apply);
    }

    private Then then(CategoryCommand command) {
        return new Then(CategoryRules.decide(this.tree, command));
    }

    private record Then(Decision<CategoryEvent> decision) {

        void happens(CategoryEvent... events) {
            assertThat(this.decision).isEqualTo(Decision.accept(List.of(events)));
        }

        void isRefused(ProblemType type, String why) {
            assertThat(this.decision).isInstanceOfSatisfying(Decision.Rejected.class, rejected -> {
                assertThat(rejected.rejection().type()).isEqualTo(type);
                assertThat(rejected.rejection().detail()).contains(why);
            });
        }

    }

}
