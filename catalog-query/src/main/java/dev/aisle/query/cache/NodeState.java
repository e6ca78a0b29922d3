package dev.aisle.query.cache;

import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.readmodel.Snapshot;

/**
 * What changes of the read model this node has applied to its own parts.
 *
 * @param generation the generation of the read model that they were made from
 * @param epoch its epoch
 * @param applied the seq of the newest change applied, with all before it
 * @param structure the newest change that touched a category otherwise than in its count
 * @param counts the newest change that touched the displayed tree at all
 * @param anyCount the newest change that may have touched any count
 * @param freshness how new the read model was then
 * @param exact whether nothing in it had been set aside by the projector
 * @param stamps what its changes touched: the same object in all states that followed one another with no change missed
 */
record NodeState(int generation, long epoch, long applied, long structure, long counts, long anyCount,
        Freshness freshness, boolean exact, ChangeStamps stamps) {

    /** Before anything is known: no part is that old. */
    static NodeState begin(Snapshot at, boolean exact, ChangeStamps stamps) {
        return new NodeState(at.generation(), at.epoch(), at.change(), at.change(), at.change(),
                at.change(), new Freshness(at.settledPosition(), at.settledTime()), exact, stamps);
    }

    /** The same, where only time went on. */
    NodeState at(Snapshot at, boolean exact) {
        return new NodeState(at.generation(), at.epoch(), this.applied, this.structure, this.counts,
                this.anyCount, new Freshness(at.settledPosition(), at.settledTime()), exact, this.stamps);
    }

    /** After another change. Until all are applied, what is known of its age stays as it was. */
    NodeState with(PartChanges change) {
        return new NodeState(this.generation, this.epoch, change.seq(),
                change.categories().isEmpty() ? this.structure : change.seq(),
                change.tree() ? change.seq() : this.counts,
                change.isAnyCount() ? change.seq() : this.anyCount, this.freshness, this.exact, this.stamps);
    }

    /** The newest change that may have touched the counts which parts of a thing show: one after this state, perhaps. */
    long counts(Kind kind, String id) {
        return (kind == Kind.LISTING) ? Math.max(this.anyCount, this.stamps.newestCount(id)) : this.counts;
    }
}
