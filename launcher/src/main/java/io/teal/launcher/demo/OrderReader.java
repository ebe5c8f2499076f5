package io.teal.launcher.demo;

import io.teal.simulator.fault.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what is typed at the prompt. What it does not understand it answers with what it would. */
final class OrderReader {
    static final String QUESTION = "如何申请年假？";

    private static final String COMMANDS = "faults, ask, status, clear, kill, restart, help, quit";

    private final List<String> servers;

    /** Understands the names of these servers. */
    OrderReader(List<String> servers) {
        this.servers = List.copyOf(servers);
    }

    /** The order in a line. */
    Order read(String line) {
        List<String> words = words(line);
        if (words == null) {
            return new Order.Wrong("a quotation mark is open; text=\"CUDA out of memory\" is one word");
        }
        if (words.isEmpty()) {
            return new Order.Nothing();
        }
        String first = words.getFirst();
        return switch (first.toLowerCase(Locale.ROOT)) {
            case "faults" -> alone(words, new Order.Faults());
            case "status" -> alone(words, new Order.Status());
            case "help", "?" -> alone(words, new Order.Help());
            case "quit", "exit" -> alone(words, new Order.Quit());
            case "clear" -> words.size() == 1 ? new Order.ClearAll() : clear(words);
            case "kill", "restart" -> life(words);
            case "ask" -> ask(line.strip().substring(first.length()).strip());
            default -> servers.contains(first) ? at(first, words) : unknown(first);
        };
    }

    private static Order alone(List<String> words, Order order) {
        return words.size() == 1
                ? order
                : new Order.Wrong(words.getFirst() + " stands alone; what is " + words.get(1) + "?");
    }

    private static Order ask(String question) {
        return new Order.Ask(question.isEmpty() ? QUESTION : question);
    }

    private Order unknown(String word) {
        return new Order.Wrong(
                word + " is neither a command (" + COMMANDS + ") nor a server (" + String.join(", ", servers) + ")");
    }

    private Order noServer(String word) {
        return new Order.Wrong("no server is called " + word + "; there are " + String.join(", ", servers));
    }

    /** {@code clear blue-1} says the same as {@code blue-1 clear}. */
    private Order clear(List<String> words) {
        if (words.size() > 2) {
            return new Order.Wrong("clear takes one server, or none for all of them");
        }
        return servers.contains(words.get(1)) ? new Order.Clear(words.get(1)) : noServer(words.get(1));
    }

    private Order life(List<String> words) {
        String command = words.getFirst().toLowerCase(Locale.ROOT);
        if (words.size() != 2) {
            return new Order.Wrong(command + " takes one server: " + String.join(", ", servers));
        }
        String server = words.get(1);
        if (!servers.contains(server)) {
            return noServer(server);
        }
        return command.equals("kill") ? new Order.Kill(server) : new Order.Restart(server);
    }

    private static Order at(String server, List<String> words) {
        if (words.size() == 1) {
            return new Order.Wrong(
                    "what about " + server + "? a fault, such as docs-only (`faults` lists them), or clear");
        }
        String what = words.get(1);
        if (what.equals("clear")) {
            return words.size() == 2 ? new Order.Clear(server) : new Order.Wrong("clear stands at the end");
        }
        Fault fault = Fault.named(what);
        return fault == null ? noFault(what) : fault(server, fault, words.subList(2, words.size()));
    }

    private static Order noFault(String word) {
        List<String> like = FaultTable.like(word);
        return new Order.Wrong("no fault is called " + word
                + (like.isEmpty() ? "" : "; do you mean " + String.join(", ", like))
                + (like.isEmpty() ? "; " : "? ") + "`faults` lists them all");
    }

    private static Order fault(String server, Fault fault, List<String> settings) {
        List<String> possible = FaultTable.options(fault);
        double probability = 1;
        Map<String, String> options = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                return new Order.Wrong(setting + ": expected option=value, with " + choice(possible));
            }
            String option = setting.substring(0, equals);
            String value = setting.substring(equals + 1);
            if (option.equals("p")) {
                probability = probability(value);
                if (Double.isNaN(probability)) {
                    return new Order.Wrong(
                            "p=" + value + ": expected a probability above 0 and up to 1, such as p=0.3");
                }
                continue;
            }
            String wrong = possible.contains(option)
                    ? FaultTable.wrong(option, value)
                    : fault.key() + " has no option " + option + "; there are " + choice(possible);
            if (wrong != null) {
                return new Order.Wrong(wrong);
            }
            options.put(option, value);
        }
        return new Order.SetFault(server, fault, probability, options);
    }

    private static String choice(List<String> options) {
        return String.join(", ", options) + " and p";
    }

    private static double probability(String text) {
        if (!text.matches("\\d(\\.\\d{1,6})?|\\.\\d{1,6}")) {
            return Double.NaN;
        }
        double probability = Double.parseDouble(text);
        return probability > 0 && probability <= 1 ? probability : Double.NaN;
    }

    /** The words of a line; blanks between quotation marks do not part. Null when a mark is open at the end. */
    private static @Nullable List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return quoted ? null : words;
    }
}
