package io.teal.gateway.config;

import io.teal.gateway.config.text.Node;
import io.teal.gateway.config.text.Place;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.TextParser;
import io.teal.gateway.config.text.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts in the style of the configuration that others than the gateway know how to read. */
public final class ConfigText {
    private ConfigText() {}

    /**
     * Reads a text as YAML or JSON.
     *
     * @param name what problems call the text
     * @param yamlOrJson at most 8 MiB of characters
     * @param reading what makes something of it; null from it without a complaint is a fault of the program
     * @throws ConfigException with everything that is wrong
     */
    public static <T> T read(String name, String yamlOrJson, Section.Reading<T> reading) throws ConfigException {
        Problems problems = new Problems();
        Node root = TextParser.parse(name, yamlOrJson, problems);
        return done(root == null ? null : reading.read(new Value(root, problems)), problems);
    }

    /**
     * Reads a file of YAML or JSON. Blocks on the file system.
     *
     * @param most so many bytes it may have
     * @param reading as for {@link #read(String, String, Section.Reading)}
     * @throws ConfigException with everything that is wrong; also when there is no such file
     */
    public static <T> T read(Path file, int most, Section.Reading<T> reading) throws ConfigException {
        Problems problems = new Problems();
        String text = text(file, most, problems);
        return text == null ? done(null, problems) : read(file.toString(), text, reading);
    }

    private static <T> T done(@Nullable T result, Problems problems) throws ConfigException {
        List<Problem> unused = problems.warningsUnlessErrors();
        if (result == null) {
            throw new IllegalStateException("nothing was read, and nothing was wrong");
        }
        return result;
    }

    private static @Nullable String text(Path file, int most, Problems problems) {
        Place place = new Place(file.toString(), "", 0, 0);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                problems.error(place, "more than " + most + " bytes", "at most " + most + " bytes");
                return null;
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            problems.error(place, "no such file", "a file at every gateway that may read it");
        } catch (CharacterCodingException e) {
            problems.error(place, "bytes that are not UTF-8", "a text in UTF-8");
        } catch (IOException e) {
            problems.error(place, "a file that cannot be read: " + e, "a file this process may read");
        }
        return null;
    }
}
