package io.teal.gateway.question;

/** Ends the reading of a body as soon as it is clear that the answer is not kept. Without a stack: it is no fault. */
final class Unkept extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    Unkept(Reason reason) {
        super(reason.word(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
