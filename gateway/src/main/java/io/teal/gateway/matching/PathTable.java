package io.teal.gateway.matching;

import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host by path. Exact paths stand in a map; prefixes and regexes in a trie of whole segments, a regex at
 * the last whole segment of its literal start. Going down follows the request's path, coming back up meets the routes from
 * the most to the least specific: at each node first its regexes, whose literal start is longer than the node's path, then
 * its prefixes. Only a regex without any literal start comes after the prefix {@code /}, which is as long.
 */
final class PathTable<T> {
    private final Map<String, List<Candidate<T>>> exact;
    private final Node<T> root;
    private final List<Candidate<T>> anywhere;

    private PathTable(Builder<T> builder) {
        exact = sorted(builder.exact);
        root = new Node<>(builder.root, null);
        anywhere = sorted(builder.anywhere);
    }

    @Nullable T match(RequestHead head, RegexBudget budget) throws RegexBudget.Exhausted {
        String path = head.path();
        Candidate<T> found = first(exact.getOrDefault(path, List.of()), head, budget);
        Node<T> node = found == null ? deepest(path) : null;
        while (found == null && node != null) {
            found = first(node.regexes, head, budget);
            if (found == null) {
                found = first(node.prefixes, head, budget);
            }
            node = node.parent;
        }
        if (found == null) {
            found = first(anywhere, head, budget);
        }
        return found == null ? null : found.target();
    }

    private Node<T> deepest(String path) {
        Node<T> node = root;
        int start = 1;
        while (start < path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            Node<T> child = node.children.get(path, start, end);
            if (child == null) {
                break;
            }
            node = child;
            start = end + 1;
        }
        return node;
    }

    private static <T> @Nullable Candidate<T> first(List<Candidate<T>> candidates, RequestHead head, RegexBudget budget)
            throws RegexBudget.Exhausted {
        for (int i = 0; i < candidates.size(); i++) {
            Candidate<T> candidate = candidates.get(i);
            if (candidate.matches(head, budget)) {
                return candidate;
            }
        }
        return null;
    }

    private static <T> List<Candidate<T>> sorted(List<Candidate<T>> candidates) {
        List<Candidate<T>> sorted = new ArrayList<>(candidates);
        sorted.sort(Candidate.PRECEDENCE);
        return List.copyOf(sorted);
    }

    private static <T> Map<String, List<Candidate<T>>> sorted(Map<String, List<Candidate<T>>> candidates) {
        Map<String, List<Candidate<T>>> sorted = new HashMap<>();
        candidates.forEach((path, list) -> sorted.put(path, sorted(list)));
        return Map.copyOf(sorted);
    }

    /** A path of whole segments; the root's is empty. */
    private static final class Node<T> {
        private final @Nullable Node<T> parent;
        private final RegionMap<Node<T>> children;
        private final List<Candidate<T>> prefixes;
        private final List<Candidate<T>> regexes;

        Node(Branch<T> branch, @Nullable Node<T> parent) {
            this.parent = parent;
            prefixes = sorted(branch.prefixes);
            regexes = sorted(branch.regexes);
            Map<String, Node<T>> below = new HashMap<>();
            branch.children.forEach((segment, child) -> below.put(segment, new Node<>(child, this)));
            children = new RegionMap<>(below);
        }
    }

    /** A node that grows. */
    private static final class Branch<T> {
        private final Map<String, Branch<T>> children = new HashMap<>();
        private final List<Candidate<T>> prefixes = new ArrayList<>();
        private final List<Candidate<T>> regexes = new ArrayList<>();

        /** The branch of the whole segments in {@code path}; what follows the last slash is not one. */
        Branch<T> at(String path) {
            Branch<T> branch = this;
            int start = 1;
            int slash;
            while ((slash = path.indexOf('/', start)) >= 0) {
                branch = branch.children.computeIfAbsent(path.substring(start, slash), segment -> new Branch<>());
                start = slash + 1;
            }
            return branch;
        }
    }

    /** Collects the routes of one host. */
    static final class Builder<T> {
        private final Map<String, List<Candidate<T>>> exact = new HashMap<>();
        private final Branch<T> root = new Branch<>();
        private final List<Candidate<T>> anywhere = new ArrayList<>();

        void add(Route route, Candidate<T> candidate) {
            switch (route.match().path()) {
                case Path.Exact(String value) ->
                    exact.computeIfAbsent(rooted(route, value), path -> new ArrayList<>())
                            .add(candidate);
                case Path.Prefix(String value) ->
                    root.at(rooted(route, value) + (value.endsWith("/") ? "" : "/"))
                            .prefixes
                            .add(candidate);
                case Path.Regex regex -> {
                    if (candidate.literal().startsWith("/")) {
                        root.at(candidate.literal()).regexes.add(candidate);
                    } else {
                        anywhere.add(candidate);
                    }
                }
            }
        }

        PathTable<T> build() {
            return new PathTable<>(this);
        }

        private static String rooted(Route route, String path) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException(
                        "route " + route.name() + ": path " + path + " does not start with a slash");
            }
            return path;
        }
    }
}
