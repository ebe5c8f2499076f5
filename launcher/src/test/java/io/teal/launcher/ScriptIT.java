package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The script at the top of the tree. */
class ScriptIT {
    @Test
    void itFindsAJdkOfItsOwnWhenJavaHomeIsNone() throws IOException {
        TealProcess version = script(
                Map.of(
                        "JAVA_HOME",
                        "/nowhere",
                        "PATH",
                        System.getProperty("java.home") + "/bin:" + System.getenv("PATH")),
                "version");

        assertThat(version.exitCode()).as(version.err()).isZero();
        assertThat(version.out()).startsWith("teal ");
    }

    @Test
    void aJdkThatIsNoneIsNamed() throws IOException {
        TealProcess version = script(Map.of("TEAL_JAVA_HOME", "/nowhere"), "version");

        assertThat(version.exitCode()).isEqualTo(2);
        assertThat(version.err()).contains("TEAL_JAVA_HOME=/nowhere is not a JDK");
    }

    @Test
    void optionsForTheJvmArePassedOn() throws IOException {
        TealProcess version = script(
                Map.of(
                        "TEAL_JAVA_HOME",
                        System.getProperty("java.home"),
                        "TEAL_JAVA_OPTS",
                        "-Xmx64m -Xlog:safepoint=info -showversion"),
                "version");

        assertThat(version.exitCode()).isZero();
        assertThat(version.err()).contains("Runtime Environment");
    }

    @Test
    void exitCodesComeThrough() throws IOException {
        Map<String, String> java = Map.of("TEAL_JAVA_HOME", System.getProperty("java.home"));

        assertThat(script(java, "no-such-command").exitCode()).isEqualTo(2);
        assertThat(script(java, "status", "--admin", "http://127.0.0.1:1").exitCode())
                .isEqualTo(3);
    }

    private static TealProcess script(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(
                List.of(TealProcess.tree().resolve("teal").toString()));
        command.addAll(List.of(arguments));
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("TEAL_NO_BUILD", "yes");
        TealProcess process = TealProcess.run(all, command);
        process.exitCode();
        return process;
    }
}
