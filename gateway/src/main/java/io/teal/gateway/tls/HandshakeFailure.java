package io.teal.gateway.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.io.Serial;
import java.nio.channels.ClosedChannelException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

/** No TLS with a server; the message says why, for people. Without a stack trace: it tells of the server, not of the code. */
public final class HandshakeFailure extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int DEEPEST = 16;

    private HandshakeFailure(String why, Throwable cause) {
        super("no TLS with the server: " + why);
        Throwable unused = initCause(cause);
    }

    /** What a handshake ended with. */
    public static HandshakeFailure of(Throwable cause) {
        return new HandshakeFailure(why(cause), cause);
    }

    /** The server speaks TLS but not what it was to speak in it. */
    public static HandshakeFailure noHttp2() {
        String why = "it does not agree to HTTP/2 (h2 by ALPN)";
        return new HandshakeFailure(why, new IOException(why));
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** The same in words: what was wrong, without saying that something was. */
    public static String why(Throwable failure) {
        Throwable last = failure;
        Throwable one = failure;
        for (int i = 0; one != null && i < DEEPEST; i++) {
            switch (one) {
                case CertificateExpiredException expired -> {
                    return "its certificate has expired (" + expired.getMessage() + ")";
                }
                case CertificateNotYetValidException early -> {
                    return "its certificate is not valid yet (" + early.getMessage() + ")";
                }
                case CertPathBuilderException unknown -> {
                    return "its certificate is signed by nobody who is trusted (tls.ca says who is)";
                }
                case SignatureException other -> {
                    return "its certificate is signed by another of the same name as one who is trusted (tls.ca)";
                }
                case NotSslRecordException plain -> {
                    return "it does not speak TLS";
                }
                default -> last = one;
            }
            one = one.getCause();
        }
        if (last instanceof java.security.cert.CertificateException name) {
            return "its certificate is not good for it: " + name.getMessage()
                    + " (tls.server_name is what is compared)";
        }
        if (last instanceof ClosedChannelException) {
            return "it closed the connection in the middle of the handshake";
        }
        String message = last.getMessage();
        return message == null ? last.getClass().getSimpleName() : message;
    }
}
