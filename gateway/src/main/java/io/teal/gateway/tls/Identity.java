package io.teal.gateway.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A certificate with its chain and key.
 *
 * @param files what it was read from
 * @param chain the certificate first
 * @param key fits the certificate
 * @param names DNS names the certificate is for, lower-case; {@code *.} stands for one label
 */
record Identity(CertificateFiles files, List<X509Certificate> chain, PrivateKey key, Set<String> names) {
    private static final int DNS_NAME = 2;

    /**
     * Reads and checks what the files have. Blocks.
     *
     * @throws CertificateException when they cannot be used
     */
    static Identity read(CertificateFiles files) throws CertificateException {
        byte[] certificate = bytes(files.certificate());
        List<X509Certificate> chain = chain(files.certificate(), certificate);
        PublicKey own = chain.getFirst().getPublicKey();
        PrivateKey key = key(files, certificate, own);
        if (!fits(key, own)) {
            throw new CertificateException(files.key() + " is not the key of the certificate in " + files.certificate()
                    + ": write both files anew, the certificate of this key first in its file");
        }
        return new Identity(files, chain, key, names(files.certificate(), chain.getFirst()));
    }

    /** When the certificate expires. */
    Instant notAfter() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** What kind of key it has, as TLS asks for it: {@code EC}, {@code RSA}, {@code EdDSA}. */
    String algorithm() {
        return chain.getFirst().getPublicKey().getAlgorithm();
    }

    static byte[] bytes(Path file) throws CertificateException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CertificateException(file + " does not exist", e);
        } catch (IOException e) {
            throw new CertificateException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static List<X509Certificate> chain(Path file, byte[] bytes) throws CertificateException {
        Collection<? extends Certificate> found;
        try {
            found = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
        } catch (GeneralSecurityException e) {
            throw new CertificateException(
                    file + " has no readable certificate in PEM form (-----BEGIN CERTIFICATE-----): " + e.getMessage(),
                    e);
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : found) {
            if (certificate instanceof X509Certificate one) {
                chain.add(one);
            }
        }
        if (chain.isEmpty()) {
            throw new CertificateException(
                    file + " has no certificate in PEM form: expected -----BEGIN CERTIFICATE----- and its chain");
        }
        return List.copyOf(chain);
    }

    /** The reader of Vert.x knows all three forms of a key. */
    private static PrivateKey key(CertificateFiles files, byte[] certificate, PublicKey own)
            throws CertificateException {
        byte[] bytes = bytes(files.key());
        try {
            KeyStore store =
                    KeyStoreHelper.loadKeyCert(List.of(Buffer.buffer(bytes)), List.of(Buffer.buffer(certificate)));
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, KeyStoreHelper.DUMMY_PASSWORD.toCharArray()) instanceof PrivateKey key
                        && key.getAlgorithm().equals(own.getAlgorithm())) {
                    return key;
                }
            }
        } catch (Exception e) { // it throws all kinds for a text it cannot read
            throw new CertificateException(
                    files.key() + " has no readable private key in PEM form without a password: " + e.getMessage(), e);
        }
        throw new CertificateException(files.key() + " has no key of the kind of the certificate in "
                + files.certificate() + ", " + own.getAlgorithm());
    }

    /** Whether what one signs the other verifies. */
    private static boolean fits(PrivateKey key, PublicKey own) {
        String algorithm =
                switch (own.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> own.getAlgorithm();
                };
        byte[] text = {1, 2, 3};
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(text);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(own);
            verifying.update(text);
            return verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The common name is not one of them: clients have not looked at it since RFC 6125. */
    private static Set<String> names(Path file, X509Certificate certificate) throws CertificateException {
        Set<String> names = new TreeSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0) instanceof Integer kind
                        && kind == DNS_NAME
                        && alternative.get(1) instanceof String name) {
                    names.add(name.toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            throw new CertificateException(file + " has alternative names that cannot be read: " + e.getMessage(), e);
        }
        return Set.copyOf(names);
    }
}
