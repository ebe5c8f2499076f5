package io.teal.gateway.config;

import io.teal.gateway.config.routing.RoutingReader;
import io.teal.gateway.config.routing.RoutingTree;
import io.teal.gateway.config.routing.release.ReleaseReader;
import io.teal.gateway.config.routing.release.ReleaseTree;
import io.teal.gateway.config.text.Node;
import io.teal.gateway.config.text.TextParser;
import io.teal.gateway.config.text.TextWriter;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.release.Plan;
import java.util.List;

/**
 * Routings as text, in the shape of {@code routing.yaml}. The text of a routing is canonical: defaults are left out, the
 * order of keys is fixed, services, upstreams and routes keep theirs; two routings have the same JSON exactly when they are
 * equal and in the same order. Keys without effect in this version are not part of a routing: they are read, checked and
 * warned about, and do not come back.
 */
public final class RoutingText {
    private RoutingText() {}

    /**
     * Reads a routing.
     *
     * @param name what problems call the text: a file name or {@code request body}
     * @param yamlOrJson at most 8 MiB of characters
     * @throws ConfigException with everything that is wrong
     */
    public static Parsed parse(String name, String yamlOrJson) throws ConfigException {
        Problems problems = new Problems();
        Routing routing = read(name, yamlOrJson, problems);
        return new Parsed(routing, problems.warningsUnlessErrors());
    }

    /** The routing of a text; {@link Routing#EMPTY} when anything is wrong with it. */
    static Routing read(String name, String text, Problems problems) {
        Node root = TextParser.parse(name, text, problems);
        return root == null ? Routing.EMPTY : RoutingReader.read(new Value(root, problems), problems::anyError);
    }

    /** The routing as JSON on one line. */
    public static String toJson(Routing routing) {
        return TextWriter.json(RoutingTree.of(routing));
    }

    /** The routing as YAML in block style. */
    public static String toYaml(Routing routing) {
        return TextWriter.yaml(RoutingTree.of(routing));
    }

    /** A plan of releases as JSON on one line, in the shape of {@code release} in {@code routing.yaml}. */
    public static String toJson(Plan plan) {
        return TextWriter.json(ReleaseTree.of(plan));
    }

    /**
     * Reads a plan of releases.
     *
     * @param name what problems call the text
     * @throws ConfigException with everything that is wrong
     */
    public static Plan parsePlan(String name, String yamlOrJson) throws ConfigException {
        Problems problems = new Problems();
        Node root = TextParser.parse(name, yamlOrJson, problems);
        Plan plan = root == null ? Plan.DEFAULT : ReleaseReader.read(new Value(root, problems));
        List<Problem> unused = problems.warningsUnlessErrors();
        return plan;
    }

    /**
     * A routing and what to tell its author.
     *
     * @param warnings in the order of the text
     */
    public record Parsed(Routing routing, List<Problem> warnings) {
        public Parsed {
            warnings = List.copyOf(warnings);
        }
    }
}
