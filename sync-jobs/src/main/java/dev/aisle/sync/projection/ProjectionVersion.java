package dev.aisle.sync.projection;

/** What version of the projection this is. */
public final class ProjectionVersion {

    /**
     * Raised whenever the same write model would give another read model. A generation that
     * another version made is served as it is until a rebuild has replaced it.
     */
    public static final int CURRENT = 1;

    private ProjectionVersion() {}

}
