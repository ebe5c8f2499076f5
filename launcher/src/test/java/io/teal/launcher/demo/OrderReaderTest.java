package io.teal.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.simulator.fault.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is understood at the prompt, and what is said to everything else. */
class OrderReaderTest {
    private final OrderReader reader = new OrderReader(List.of("blue-1", "blue-2"));

    @Test
    void commands() {
        assertThat(reader.read("faults")).isEqualTo(new Order.Faults());
        assertThat(reader.read("  STATUS ")).isEqualTo(new Order.Status());
        assertThat(reader.read("?")).isEqualTo(new Order.Help());
        assertThat(reader.read("help")).isEqualTo(new Order.Help());
        assertThat(reader.read("exit")).isEqualTo(new Order.Quit());
        assertThat(reader.read("quit")).isEqualTo(new Order.Quit());
        assertThat(reader.read("clear")).isEqualTo(new Order.ClearAll());
        assertThat(reader.read("clear blue-2")).isEqualTo(new Order.Clear("blue-2"));
        assertThat(reader.read("blue-2 clear")).isEqualTo(new Order.Clear("blue-2"));
        assertThat(reader.read("kill blue-1")).isEqualTo(new Order.Kill("blue-1"));
        assertThat(reader.read("restart\tblue-1")).isEqualTo(new Order.Restart("blue-1"));
        assertThat(reader.read("")).isEqualTo(new Order.Nothing());
        assertThat(reader.read(" \t ")).isEqualTo(new Order.Nothing());
    }

    @Test
    void aQuestionIsTakenAsItStands() {
        assertThat(reader.read("ask")).isEqualTo(new Order.Ask(OrderReader.QUESTION));
        assertThat(reader.read("ask  What is  blue-1?  ")).isEqualTo(new Order.Ask("What is  blue-1?"));
        assertThat(reader.read("ask 报销需要什么？")).isEqualTo(new Order.Ask("报销需要什么？"));
    }

    @Test
    void faultsWithTheirOptions() {
        assertThat(reader.read("blue-1 docs-only"))
                .isEqualTo(new Order.SetFault("blue-1", Fault.DOCS_ONLY, 1, Map.of()));
        assertThat(reader.read("blue-2 slow-first-token ms=3000 p=0.3 path=/chat/ times=2"))
                .isEqualTo(new Order.SetFault(
                        "blue-2", Fault.SLOW_FIRST_TOKEN, 0.3, Map.of("ms", "3000", "path", "/chat/", "times", "2")));
        assertThat(reader.read("blue-1 error-event text=\"CUDA out of memory\" p=1"))
                .isEqualTo(new Order.SetFault("blue-1", Fault.ERROR_EVENT, 1, Map.of("text", "CUDA out of memory")));
        assertThat(reader.read("blue-1 never-answer read=false"))
                .isEqualTo(new Order.SetFault("blue-1", Fault.NEVER_ANSWER, 1, Map.of("read", "false")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            blue-9 docs-only | blue-9 is neither a command (faults, ask, status, clear, kill, restart, help, quit) nor a server (blue-1, blue-2)
            blue-1 | what about blue-1? a fault, such as docs-only (`faults` lists them), or clear
            blue-1 docsonly | no fault is called docsonly; do you mean docs-only? `faults` lists them all
            blue-1 nonsense | no fault is called nonsense; `faults` lists them all
            blue-1 !! | no fault is called !!; `faults` lists them all
            blue-1 docs-only 3000 | 3000: expected option=value, with path, times and p
            blue-1 docs-only =3 | =3: expected option=value, with path, times and p
            blue-1 docs-only ms=3 | docs-only has no option ms; there are path, times and p
            blue-1 latency ms=soon | ms=soon: expected a whole number
            blue-1 latency ms=-1 | ms=-1: expected a whole number
            blue-1 latency ms= | ms=: expected a whole number
            blue-1 latency ms=99999999999999999999 | ms=99999999999999999999: expected a whole number
            blue-1 latency times=1.5 | times=1.5: expected a whole number
            blue-1 latency path= | path=: expected a text
            blue-1 never-answer read=no | read=no: expected true or false
            blue-1 latency p=0 | p=0: expected a probability above 0 and up to 1, such as p=0.3
            blue-1 latency p=1.5 | p=1.5: expected a probability above 0 and up to 1, such as p=0.3
            blue-1 latency p=30% | p=30%: expected a probability above 0 and up to 1, such as p=0.3
            blue-1 latency p=NaN | p=NaN: expected a probability above 0 and up to 1, such as p=0.3
            blue-1 clear latency | clear stands at the end
            clear blue-9 | no server is called blue-9; there are blue-1, blue-2
            clear blue-1 blue-2 | clear takes one server, or none for all of them
            kill | kill takes one server: blue-1, blue-2
            kill everyone | no server is called everyone; there are blue-1, blue-2
            restart blue-1 blue-2 | restart takes one server: blue-1, blue-2
            status blue-1 | status stands alone; what is blue-1?
            quit now | quit stands alone; what is now?
            blue-1 error-event text="CUDA | a quotation mark is open; text="CUDA out of memory" is one word
            """)
    void whatIsWrongIsToldWithWhatIsPossible(String line, String why) {
        assertThat(reader.read(line)).isEqualTo(new Order.Wrong(why));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFaultHasALineAndItsOptionsCanBeGiven(Fault fault) {
        assertThat(FaultTable.does(fault)).isNotBlank();
        assertThat(FaultTable.table().toString().lines().filter(line -> line.startsWith(fault.key() + " ")))
                .hasSize(1);
        assertThat(FaultTable.options(fault)).doesNotHaveDuplicates().endsWith("path", "times");
        for (String option : FaultTable.options(fault)) {
            boolean takesOne = Arrays.stream(new String[] {"5", "true", "some text"})
                    .anyMatch(value -> FaultTable.wrong(option, value) == null);
            assertThat(takesOne).as(option).isTrue();
        }
    }
}
