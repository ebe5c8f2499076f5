package io.teal.launcher.demo;

import io.teal.gateway.upstream.ServerStatus;
import io.teal.launcher.display.Table;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Stats;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Lets a person play with failures: reads orders line by line and carries them out until the input ends. One thread. */
public final class FaultPrompt {
    private static final String PROMPT = "teal> ";
    private static final String HELP = """
              faults                               every fault and what it does
              SERVER FAULT [option=value] [p=0.3]  blue-1 docs-only; blue-2 slow-first-token ms=3000; with p only that share
                                                   of its requests; path=/chat/ spares the health checks; times=3 is three times
              SERVER clear, clear                  nothing goes wrong there, or anywhere, any more
              kill SERVER, restart SERVER          as by SIGKILL; back on the same port
              ask [QUESTION]                       one streamed question through the gateway, past its cache
              status                               what the gateway thinks of each server, and what the server did
              quit                                 ends everything, as Ctrl-C does""";

    private final BufferedReader in;
    private final PrintWriter out;
    private final String prompt;
    private final String gateway;
    private final Backends backends;
    private final Supplier<List<ServerStatus>> statuses;
    private final OrderReader reader;

    /**
     * @param terminal whether a person sees the prompt
     * @param gateway base address of the gateway
     * @param statuses what the gateway knows of the servers, at the moment it is asked
     */
    public FaultPrompt(
            BufferedReader in,
            PrintWriter out,
            boolean terminal,
            String gateway,
            Backends backends,
            Supplier<List<ServerStatus>> statuses) {
        this.in = in;
        this.out = out;
        this.prompt = terminal ? PROMPT : "";
        this.gateway = gateway;
        this.backends = backends;
        this.statuses = statuses;
        this.reader = new OrderReader(backends.names());
    }

    /** Reads and obeys; returns at the end of the input or when told to quit. */
    public void run() throws IOException {
        out.println("Play with failures:\n\n" + HELP + "\n");
        while (true) {
            out.print(prompt);
            out.flush();
            String line = in.readLine();
            if (line == null || !obey(reader.read(line))) {
                return;
            }
        }
    }

    /** Carries an order out; returns whether there may be another. */
    private boolean obey(Order order) {
        switch (order) {
            case Order.Nothing nothing -> {}
            case Order.Wrong wrong -> out.println(wrong.why());
            case Order.SetFault set -> set(set);
            case Order.Clear clear -> {
                backends.server(clear.server()).faults().clear();
                out.println(clear.server() + ": nothing goes wrong any more");
            }
            case Order.ClearAll all -> {
                backends.servers().forEach(server -> server.faults().clear());
                out.println("nothing goes wrong anywhere any more; what was killed stays so until it is restarted");
            }
            case Order.Kill kill -> {
                backends.server(kill.server()).kill();
                out.println(kill.server() + " is gone; restart " + kill.server() + " brings it back");
            }
            case Order.Restart restart -> {
                backends.server(restart.server()).restart();
                out.println(restart.server() + " was restarted");
            }
            case Order.Ask ask -> ask(ask.question());
            case Order.Faults faults -> out.println(FaultTable.table());
            case Order.Status status -> out.println(table());
            case Order.Help help -> out.println(HELP);
            case Order.Quit quit -> {
                return false;
            }
        }
        return true;
    }

    private void set(Order.SetFault set) {
        backends.server(set.server()).faults().set(set.fault(), set.probability(), set.options());
        StringBuilder text =
                new StringBuilder(set.server()).append(": ").append(set.fault().key());
        set.options()
                .forEach((name, value) ->
                        text.append(' ').append(name).append('=').append(value));
        if (set.probability() < 1) {
            text.append(" p=").append(set.probability());
        }
        out.println(text.append(", ").append(FaultTable.does(set.fault())));
    }

    private void ask(String question) {
        Reply reply;
        try {
            reply = Question.ask(gateway, question, word -> {
                out.print(word);
                out.flush();
            });
        } catch (IOException e) {
            out.println("no answer: " + e.getMessage());
            return;
        }
        if (!reply.text().isEmpty()) {
            out.println();
        }
        if (!reply.trouble().isEmpty()) {
            out.println("  trouble: " + reply.trouble());
        }
        out.println("  " + who(reply) + ", status " + reply.status() + ", outcome "
                + (reply.outcome().isEmpty() ? "not told" : reply.outcome()) + ", "
                + (reply.firstToken() == null ? "no token" : "first token after " + time(reply.firstToken())) + ", "
                + time(reply.whole()) + " in all");
    }

    /** Who answered, as far as the answer tells: servers name themselves at its end. */
    private String who(Reply reply) {
        String who = "";
        int at = -1;
        for (String name : backends.names()) {
            int found = reply.text().lastIndexOf(name);
            if (found > at) {
                at = found;
                who = name;
            }
        }
        if (!who.isEmpty()) {
            return who;
        }
        return reply.upstream().isEmpty() ? "the gateway" : "a server of " + reply.upstream();
    }

    private static String time(Duration time) {
        long millis = time.toMillis();
        return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private Table table() {
        Table table =
                new Table("SERVER", "STATE", "LEASES", "REQUESTS", "FAILURES", "STARTED", "ABANDONED", "FAULTS", "WHY");
        List<ServerStatus> known = statuses.get();
        for (SimulatedServer server : backends.servers()) {
            for (ServerStatus status : known) {
                if (status.key().address().toString().equals(server.address())) {
                    row(table, server, status);
                }
            }
        }
        return table;
    }

    private static void row(Table table, SimulatedServer server, ServerStatus status) {
        Stats stats = server.stats();
        table.row(
                server.name(),
                status.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                Integer.toString(status.leases()),
                Long.toString(status.requests()),
                Long.toString(status.failures()),
                Long.toString(stats.generationsStarted()),
                Long.toString(stats.generationsAbandoned()),
                String.join(" ", server.faults().describe().keySet()),
                status.reason());
    }
}
