package io.teal.admin.http;

/**
 * What answers an operation of the description. Method, path, parameters, media types and the role that is needed stand in the
 * description.
 *
 * @param operation its operationId
 * @param slow whether it may take minutes; then its answer is JSON, and white space may go before it
 * @param action what answers it
 */
public record Endpoint(String operation, boolean slow, Action action) {
    /** Answers a call on a virtual thread; may block. What it throws becomes a {@link Problem}. */
    public interface Action {
        Answer answer(Call call) throws Exception;
    }

    /** One that answers soon. */
    public static Endpoint of(String operation, Action action) {
        return new Endpoint(operation, false, action);
    }

    /** The same, given minutes. */
    public Endpoint takingLong() {
        return new Endpoint(operation, true, action);
    }
}
