package io.teal.admin.fleet;

import io.teal.admin.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** By what the others know a gateway: an id that stays with its directory, and the name of its machine. */
final class GatewayId {
    private static final int LENGTH = 12;

    private GatewayId() {}

    /** The id in a directory, made when there is none yet. Blocks. */
    static String in(Path directory) throws StoreException {
        Path file = directory.resolve("gateway-id");
        try {
            if (Files.exists(file)) {
                String known = Files.readString(file).strip();
                if (known.matches("[0-9a-f]{" + LENGTH + "}")) {
                    return known;
                }
            }
            String fresh = UUID.randomUUID().toString().replace("-", "").substring(0, LENGTH);
            Path unused = Files.writeString(file, fresh + "\n");
            return fresh;
        } catch (IOException e) {
            throw new StoreException("cannot write " + file + " (" + e + "); make it writable for this user", e);
        }
    }

    /** The machine's name, without line breaks. Blocks. */
    static String name() {
        String name = System.getenv().getOrDefault("HOSTNAME", "");
        if (name.isBlank()) {
            try {
                name = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                name = "gateway";
            }
        }
        return name.replaceAll("\\s", "-");
    }
}
