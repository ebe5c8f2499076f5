package io.teal.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Texts that tests read. */
final class Texts {
    private Texts() {}

    static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(Texts.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases of a file: a line {@code ### name}, the text, lines {@code => problem}. */
    static List<Case> cases(String resource) {
        List<Case> cases = new ArrayList<>();
        for (String part : resource(resource).split("(?m)^### ", -1)) {
            if (!part.isEmpty()) {
                List<String> lines = part.lines().toList();
                List<String> problems = lines.stream()
                        .filter(line -> line.startsWith("=> "))
                        .map(line -> line.substring("=> ".length()))
                        .toList();
                List<String> text = lines.subList(1, lines.size() - problems.size());
                cases.add(new Case(lines.getFirst(), String.join("\n", text) + "\n", problems));
            }
        }
        return cases;
    }

    /** A text and what is wrong with it. */
    record Case(String name, String text, List<String> problems) {
        @Override
        public String toString() {
            return name;
        }
    }
}
