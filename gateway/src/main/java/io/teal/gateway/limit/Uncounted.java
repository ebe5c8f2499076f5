package io.teal.gateway.limit;

/** The permit of a request that takes no place: there is nothing to give back, so one serves all. */
enum Uncounted implements Admission.Permit {
    PERMIT;

    @Override
    public void end() {}
}
