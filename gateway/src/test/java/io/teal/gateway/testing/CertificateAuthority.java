package io.teal.gateway.testing;

import io.teal.gateway.tls.CertificateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Signs certificates, by the keytool of the running JDK. Each is kept as two PEM files. */
public final class CertificateAuthority {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String SELF = "authority";

    private final Path folder;
    private final Path store;
    private final Path certificate;

    private CertificateAuthority(Path folder, Path store, Path certificate) {
        this.folder = folder;
        this.store = store;
        this.certificate = certificate;
    }

    /** A new one, whose files are in a folder. */
    public static CertificateAuthority in(Path folder) throws IOException, GeneralSecurityException {
        Path made = Files.createDirectories(folder);
        CertificateAuthority authority =
                new CertificateAuthority(made, made.resolve("all.p12"), made.resolve("ca.pem"));
        authority.keytool(
                "-genkeypair", "-alias", SELF, "-keyalg", "EC", "-dname", "CN=" + made.getFileName(), "-ext", "bc:c");
        pem(
                authority.certificate,
                "CERTIFICATE",
                List.of(authority.load().getCertificate(SELF).getEncoded()));
        return authority;
    }

    /** Its own certificate, PEM. */
    public Path certificate() {
        return certificate;
    }

    /**
     * Signs one.
     *
     * @param name also of the files
     * @param alternatives {@code dns:localhost,ip:127.0.0.1}
     * @param options further ones of keytool, such as for an expired one
     */
    public CertificateFiles issue(String name, String alternatives, String... options)
            throws IOException, GeneralSecurityException {
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-signer",
                SELF,
                "-ext",
                "SAN=" + alternatives));
        arguments.addAll(List.of(options));
        keytool(arguments.toArray(String[]::new));
        KeyStore keys = load();
        List<byte[]> chain = new ArrayList<>();
        for (Certificate one : keys.getCertificateChain(name)) {
            chain.add(one.getEncoded());
        }
        return new CertificateFiles(
                pem(folder.resolve(name + "-cert.pem"), "CERTIFICATE", chain),
                pem(
                        folder.resolve(name + "-key.pem"),
                        "PRIVATE KEY",
                        List.of(keys.getKey(name, PASSWORD).getEncoded())));
    }

    /** One that was good for a day until nine days ago. */
    public CertificateFiles issueExpired(String name, String alternatives)
            throws IOException, GeneralSecurityException {
        return issue(name, alternatives, "-startdate", "-10d", "-validity", "1");
    }

    /**
     * Trusts what this has signed.
     *
     * @param name which of the certificates to show; null for none
     */
    public SSLContext context(@Nullable String name) throws IOException, GeneralSecurityException {
        KeyStore all = load();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(SELF, all.getCertificate(SELF));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManager[] keys = null;
        if (name != null) {
            KeyStore shown = KeyStore.getInstance("PKCS12");
            shown.load(null, null);
            shown.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(shown, PASSWORD);
            keys = managers.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD), "-keystore", store.toString()));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Path pem(Path file, String label, List<byte[]> ders) throws IOException {
        StringBuilder text = new StringBuilder();
        for (byte[] der : ders) {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            text.append("-----BEGIN ").append(label).append("-----\n").append(body);
            text.append("\n-----END ").append(label).append("-----\n");
        }
        return Files.writeString(file, text);
    }
}
