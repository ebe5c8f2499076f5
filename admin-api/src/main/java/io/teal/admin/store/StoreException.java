package io.teal.admin.store;

/** The store cannot be opened, read or written. The message says which file, why, and what to do. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
