package io.teal.benchmarks.releases;

import io.teal.gateway.routing.release.Guard;
import io.teal.gateway.routing.release.Plan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/releases}. Exit codes: 0 simulated, 2 it cannot be run. */
@Command(
        name = "releases",
        sortOptions = false,
        description = {
            "Simulate 4000 releases in virtual time, by the rules of Teal and the plan that stands for what is not configured,",
            "and say which were taken back. The same ones each time; some seconds.",
            "Exit code 0: simulated; 2: it cannot be run."
        })
public final class Releases implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "Write the page to this file instead, such as" + " docs/releases-simulated.md.")
    private @Nullable Path write;

    @Option(names = "--count", paramLabel = "N", defaultValue = "4000", description = "How many; 4000 by default.")
    private int count;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean unusedHelp;

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Releases()).execute(arguments));
    }

    @Override
    public Integer call() {
        List<Simulation.Result> all = Series.all(count);
        String page = """
            # Simulated releases

            What the guard of a release can see, and how soon. Made by `benchmarks/releases --write docs/releases-simulated.md`: the
            code that decides in Teal, in virtual time, with the plan that stands for what is not configured (5 %% for 5 minutes, 25 %%
            for 10, 100 %% for 10; failures 1 %% of at least 30, 5 in a row, first token 1.5 times that of the other colour by at
            least 50, `control: 10 %%`, `no_data: hold`). Half of the new colours are good.

            The world: two gateways, one of which tells what it counted up to two seconds late and twice an hour nothing for 20
            seconds; 1 to 50 requests a second in the mean of a day, by night a quarter of those by day; up to 1 %% of the requests fail
            at both colours, and in one hour of each day 5 %% more, with first tokens that take twice as long; the median of the first
            token is 0.3 s to 2 s, its 99th percentile 3.2 times that. A request that fails is over at once, one that succeeds takes
            up to 14 s more, so that failures are seen first. In the shadow the old colour is never busy,
            and fails as often as it would its clients.

            ## In all

            %s
            ## By fault and load

            Times are from the first request that the new colour gets. Failed requests are those of clients at the new colour until it was
            taken back.

            %s
            ## An hour that is bad for both

            %s
            ## What to read from it

            - What it takes is answers, not time: some hundreds to be sure of 3 %% more failures or of first
              tokens twice as late, and five of a dead model. With few requests this takes hours in the first
              step. With `no_data: hold` a step goes on for as long as it must, up to a day; then the release
              pauses. Larger first steps make it shorter and cost hardly more failed requests, since these go
              by the answers too. With `no_data: pass` it goes on after the hold, and a bad colour can get
              through.
            - In a bad hour 3 %% more are hard to tell from what fails at both: a colour goes on when it is
              surely not three times as bad as the other one.
            - In the last step the old colour gets no requests, and could not tell a bad hour from a bad colour. So
              it is asked a share of the questions in the shadow (`control`), and what it answers then is compared. A
              colour that breaks under all of the load is so noticed later than if the old colour were taken
              to be as good as ever, which is what `control: 0%%` does. First tokens are not compared in this
              step, since a colour that is asked little answers sooner; a `limit` of `first_token_p99` has
              them judged.
            - By chance at most one in 200 good colours is taken back for each rule, however long it is looked
              at; the package `io.teal.admin.release.guard` says why.
            """.formatted(
                Table.only("good", good(all))
                        + Table.row(
                                "bad",
                                all.stream()
                                        .filter(result -> result.scenario().fault() != Fault.NONE)
                                        .toList()),
                Table.byFaultAndLoad(all),
                Table.only("good; it begins within the first 10 minutes", Series.badHour(count / 20, 0, 600))
                        + Table.row(
                                "good; it begins just before the last step, or in it",
                                Series.badHour(count / 20, 840, 1450))
                        + Table.row(
                                "good; the same with `control: 0%`",
                                Series.badHour(count / 20, 840, 1450, withoutControl())));
        Path file = write;
        if (file == null) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(page);
            out.flush();
            return 0;
        }
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 0;
    }

    private static Plan withoutControl() {
        Plan plan = Plan.DEFAULT;
        Guard guard = plan.guard();
        return new Plan(
                plan.lifecycle(),
                plan.gate(),
                plan.steps(),
                new Guard(guard.every(), guard.failures(), guard.consecutive(), guard.firstToken(), 0, guard.noData()),
                plan.hooks(),
                plan.schedule());
    }

    private static List<Simulation.Result> good(List<Simulation.Result> all) {
        return all.stream()
                .filter(result -> result.scenario().fault() == Fault.NONE)
                .toList();
    }
}
