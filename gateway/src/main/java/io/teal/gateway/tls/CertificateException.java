package io.teal.gateway.tls;

/** A certificate or its key cannot be used. The message names the file and says what is wrong with it. */
public final class CertificateException extends Exception {
    private static final long serialVersionUID = 1L;

    public CertificateException(String message) {
        super(message);
    }

    CertificateException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
