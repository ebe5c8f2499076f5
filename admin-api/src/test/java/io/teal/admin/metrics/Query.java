package io.teal.admin.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of a dashboard or a rule.
 *
 * @param where what asks it
 * @param text in PromQL, or a query of Grafana for the values of a label
 */
record Query(String where, String text) {
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\{([^}]*)}");
    private static final Pattern MATCHERS = Pattern.compile("\\{([^}]*)}");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*");

    static List<Query> ofDashboard() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("../docker/grafana/dashboards/teal.json").toFile());
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.get("title").asText(), target.get("expr").asText()));
            }
        }
        for (JsonNode variable : dashboard.get("templating").get("list")) {
            if (variable.get("type").asText().equals("query")) {
                queries.add(new Query(
                        "$" + variable.get("name").asText(),
                        variable.get("definition").asText()));
            }
        }
        for (JsonNode annotation : dashboard.get("annotations").get("list")) {
            queries.add(new Query(
                    annotation.get("name").asText(),
                    annotation.at("/target/expr").asText()));
        }
        return queries;
    }

    static List<Query> ofRules() throws IOException {
        JsonNode rules = new ObjectMapper(new YAMLFactory())
                .readTree(Path.of("../docker/alerts.yml").toFile());
        List<Query> queries = new ArrayList<>();
        for (JsonNode group : rules.get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                queries.add(
                        new Query(rule.get("alert").asText(), rule.get("expr").asText()));
            }
        }
        return queries;
    }

    /** The metrics it asks for. */
    Set<String> metrics() {
        Matcher values = VALUES.matcher(text);
        if (values.matches()) {
            return Set.of(values.group(1));
        }
        String bare = STRING.matcher(text).replaceAll("");
        bare = MATCHERS.matcher(bare).replaceAll(" ");
        bare = GROUPING.matcher(bare).replaceAll(" ");
        bare = RANGE.matcher(bare).replaceAll(" ");
        Set<String> metrics = new TreeSet<>();
        Matcher word = WORD.matcher(bare);
        while (word.find()) {
            if (!Set.of("by", "without", "on", "ignoring", "and", "or", "unless", "bool")
                    .contains(word.group())) {
                metrics.add(word.group());
            }
        }
        return metrics;
    }

    /** The labels it selects by, for each metric. */
    Map<String, Set<String>> selected() {
        Matcher values = VALUES.matcher(text);
        if (values.matches()) {
            return Map.of(values.group(1), Set.of(values.group(2)));
        }
        Map<String, Set<String>> selected = new TreeMap<>();
        Matcher selector = SELECTOR.matcher(STRING.matcher(text).replaceAll(""));
        while (selector.find()) {
            selected.computeIfAbsent(selector.group(1), name -> new TreeSet<>()).addAll(names(selector.group(2)));
        }
        return selected;
    }

    /** The labels it groups by, or puts rows together by. */
    Set<String> grouped() {
        Set<String> grouped = new TreeSet<>();
        Matcher part = GROUPING.matcher(STRING.matcher(text).replaceAll(""));
        while (part.find()) {
            grouped.addAll(names(part.group(1)));
        }
        return grouped;
    }

    private static Set<String> names(String list) {
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(list);
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }
}
