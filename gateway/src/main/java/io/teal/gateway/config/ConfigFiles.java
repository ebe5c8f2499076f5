package io.teal.gateway.config;

import io.teal.gateway.config.text.Node;
import io.teal.gateway.config.text.Place;
import io.teal.gateway.config.text.TextParser;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Routing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration directory: {@code gateway.yaml} and {@code routing.yaml}. */
public final class ConfigFiles {
    private static final int MOST_BYTES = 4 * TextParser.LONGEST_TEXT;

    private ConfigFiles() {}

    /**
     * Reads both files. Blocks on the file system.
     *
     * @param directory where they are; relative paths in them begin here
     * @param environment variables that win over {@code gateway.yaml}: TEAL_HOST, TEAL_PORT, TEAL_ADMIN_HOST,
     *     TEAL_ADMIN_PORT, TEAL_ADMIN_TOKEN, TEAL_REDIS_URL, TEAL_STORE_DIRECTORY
     * @throws ConfigException with everything that is wrong with either
     */
    public static Loaded load(Path directory, Map<String, String> environment) throws ConfigException {
        Problems problems = new Problems();
        GatewayConfig gateway = gateway(directory, environment, problems);
        Path file = directory.resolve("routing.yaml");
        String text = text(file, problems);
        Routing routing = text == null ? Routing.EMPTY : RoutingText.read(file.toString(), text, problems);
        List<Problem> warnings = problems.warningsUnlessErrors();
        if (gateway == null) {
            throw new IllegalStateException("no configuration and no problem");
        }
        return new Loaded(gateway, routing, warnings);
    }

    private static @Nullable GatewayConfig gateway(Path directory, Map<String, String> environment, Problems problems) {
        Path file = directory.resolve("gateway.yaml");
        String text = text(file, problems);
        Node root = text == null ? null : TextParser.parse(file.toString(), text, problems);
        if (root == null) {
            return null;
        }
        Node whole = new Environment(environment, problems).over(root);
        return new GatewayReader(directory).read(new Value(whole, problems));
    }

    private static @Nullable String text(Path file, Problems problems) {
        Place place = new Place(file.toString(), "", 0, 0);
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                problems.error(place, size + " bytes", "at most " + MOST_BYTES + " bytes");
                return null;
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (NoSuchFileException e) {
            problems.error(place, "no such file", "it in the configuration directory; --conf names another directory");
        } catch (CharacterCodingException e) {
            problems.error(place, "bytes that are not UTF-8", "a text in UTF-8");
        } catch (IOException e) {
            problems.error(place, "a file that cannot be read: " + e, "a file this process may read");
        }
        return null;
    }

    /**
     * The configuration of a gateway.
     *
     * @param warnings what is used but may not do what its author thinks
     */
    public record Loaded(GatewayConfig gateway, Routing routing, List<Problem> warnings) {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }
}
