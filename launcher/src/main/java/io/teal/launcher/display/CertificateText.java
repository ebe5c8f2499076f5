package io.teal.launcher.display;

import io.teal.launcher.client.reply.ReloadReply;
import io.teal.launcher.client.reply.ReloadReply.CertificateReply;

/** Certificates in words. */
public final class CertificateText {
    private CertificateText() {}

    /** What changed, and one certificate on a line. */
    public static String of(ReloadReply reply) {
        if (reply.certificates().isEmpty()) {
            return "no certificates are in use";
        }
        Table table = new Table("CERTIFICATE", "FOR", "EXPIRES");
        for (CertificateReply one : reply.certificates()) {
            table.row(one.file(), String.join(" ", one.names()), one.notAfter());
        }
        return (reply.changed() == 0 ? "nothing has changed" : "new certificates are in use") + "\n" + table;
    }
}
