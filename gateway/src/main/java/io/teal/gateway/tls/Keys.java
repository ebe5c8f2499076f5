package io.teal.gateway.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Tells TLS which certificate a handshake gets. It chooses an alias first and asks for key and chain of it next; the alias
 * names the generation too, so that a reload between the two gives it what it chose.
 */
final class Keys extends X509ExtendedKeyManager {
    private final Supplier<Choice> current;
    private final IntFunction<@Nullable Choice> generations;

    Keys(Supplier<Choice> current, IntFunction<@Nullable Choice> generations) {
        this.current = current;
        this.generations = generations;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        Choice choice = current.get();
        int index = choice.find(host(engine), keyType);
        return index < 0 ? null : choice.generation() + "." + index;
    }

    /** The host the client asks for (RFC 6066, 3). */
    private static @Nullable String host(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Identity identity = identity(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Identity identity = identity(alias);
        return identity == null ? null : identity.key();
    }

    private @Nullable Identity identity(String alias) {
        int dot = alias.indexOf('.');
        Choice choice = generations.apply(Integer.parseInt(alias, 0, dot, 10));
        return choice == null ? null : choice.identities().get(Integer.parseInt(alias, dot + 1, alias.length(), 10));
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    /** The first that a server accepts by the kind of its key; whom it trusts is for the server to judge. */
    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        Choice choice = current.get();
        for (String keyType : keyTypes) {
            int index = choice.find(null, keyType);
            if (index >= 0) {
                return choice.generation() + "." + index;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
