package dev.aisle.query.readmodel;

/** Whether a read wants to know that what it finds is older than it seems. */
public enum Exactness {

    /** Anonymous reads take what there is. */
    AS_IT_IS,

    /** Reads with a token ask whether the projector had to set aside what they read. */
    EXACT
}
