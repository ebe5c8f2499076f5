package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every shell block of the documents is run, one after the other as a reader would, and says what it should. Only ports and
 * directories are others than in the text. What cannot run here is named: then what the block names is looked for.
 */
class DocumentationIT {
    private static final Pattern SHELL = Pattern.compile("(?ms)^```(?:sh|bash|shell|console)\\n(.*?)^```$");
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n# my-conf/routing.yaml\\n(.*?)^```$");
    private static final Pattern CONTENT = Pattern.compile("\"content\": ?\"([^\"]*)\"");
    private static final Pattern SERVER = Pattern.compile("127\\.0\\.0\\.1:\\d+");

    @TempDir
    private Path directory;

    private final List<TealProcess> serving = new ArrayList<>();
    private String gateway = "";
    private String admin = "";
    private String server = "";

    /** What becomes of a block. */
    private enum Way {
        /** It runs to its end and says all of this. */
        ENDS,
        /** It begins to serve; what comes after it asks it. */
        SERVES,
        /** It says this when something is changed, and goes on. */
        GOES_ON,
        /** It is not run: the files it names have this in them. */
        NAMES
    }

    /**
     * A block as the test knows it.
     *
     * @param begins how its text begins
     * @param says patterns, each of which its output has in some line
     */
    private record Block(Way way, String begins, List<String> says) {
        Block(Way way, String begins, String... says) {
            this(way, begins, List.of(says));
        }
    }

    @Test
    void ofTheReadme() throws Exception {
        follow(
                "README.md",
                new Block(Way.SERVES, "./teal demo"),
                new Block(Way.ENDS, "curl -sN localhost:8080/chat/kb_chat", "^data: \\{", "（blue-[123]，"),
                new Block(
                        Way.ENDS, "./teal status", "^SERVICE +UPSTREAM +SHARE", "^chat +blue +100 %", "^ +green +0 %"),
                new Block(
                        Way.ENDS,
                        "./teal switch chat green --reason 'new model'\n./teal rollback",
                        "^revision 2 serves: chat green 100 %$",
                        "^revision 3 serves: chat blue 100 %$",
                        "^\\* +3 .* rollback to 1 +chat blue 100 %",
                        "^ +2 .* switch +chat green 100 % +new model$"),
                new Block(Way.ENDS, "curl -si localhost:8080/chat/kb_chat", "(?i)^X-Teal-Cache: hit", "^Age: \\d"),
                new Block(Way.ENDS, "cp -r conf my-conf\n./teal check", " is good: "),
                new Block(Way.SERVES, "./teal run --conf my-conf"),
                // The reader has edited the file meanwhile.
                new Block(
                        Way.ENDS,
                        "./teal apply my-conf/routing.yaml --dry-run",
                        "^- .*knowledge",
                        "^revision 2 serves"),
                // Needs Docker.
                new Block(
                        Way.NAMES,
                        "TEAL_ADMIN_TOKEN=choose-one docker compose -f docker/compose.yaml",
                        "TEAL_ADMIN_TOKEN"),
                // Would run this test.
                new Block(Way.NAMES, "./teal test", "\\$\\{1:-} == test"));
    }

    @Test
    void ofTheOperationsGuide() throws Exception {
        demonstrate();
        follow(
                "docs/operations.md",
                new Block(Way.ENDS, "./teal status", "^chat +blue +100 %"),
                new Block(Way.ENDS, "curl -sSN localhost:8080/chat/kb_chat", "（green-1，"),
                new Block(
                        Way.ENDS,
                        "./teal switch chat green --dry-run",
                        "split.blue: 100 -> 0",
                        "^revision 2 serves: chat green 100 %$",
                        "^\\* +2 .*new model$"),
                new Block(
                        Way.ENDS,
                        "./teal switch chat blue=95 green=5",
                        "^revision 3 serves: chat blue 95 % green 5 %$",
                        "^chat +blue +95 %",
                        "^revision 4 serves: chat blue 50 % green 50 %$",
                        "split.blue: 95 -> 50"),
                new Block(Way.ENDS, "./teal compare chat", "^weight +50 +50", "^requests +\\d+ +\\d+"),
                new Block(Way.ENDS, "curl -sS localhost:9080/metrics", "^teal_requests_total\\{.*upstream=\"green\""),
                new Block(
                        Way.ENDS,
                        "./teal rollback --reason 'green is slow'",
                        "^revision 5 serves: chat blue 95 % green 5 %$",
                        "rollback to 3 .*green is slow$"),
                new Block(Way.ENDS, "./teal rollback 1 --reason", "^revision 6 serves: chat blue 100 %$"),
                new Block(
                        Way.ENDS,
                        "./teal release start chat --to green",
                        "^chat-\\d+ \\(blue to green\\) is (waking|gate|warming|shifting|holding)",
                        "^RELEASE +FROM +TO"),
                new Block(
                        Way.ENDS,
                        "./teal release pause chat",
                        "^chat-\\d+ .* is paused.*lunch",
                        "^chat-\\d+ .* is aborted.*not today"),
                new Block(
                        Way.ENDS,
                        "./teal release report chat",
                        "^clients saw \\d+ failures? in \\d+ requests? to green$",
                        "^\\* +\\d+ .* release +chat blue 100 %.*not today",
                        "^requests +\\d+ +\\d+"),
                new Block(
                        Way.ENDS,
                        "./teal status\n./teal request",
                        "^chat +blue +100 %",
                        " POST +/chat/kb_chat .* ok ",
                        "^action +forward$"),
                new Block(
                        Way.ENDS,
                        "./teal drain chat/blue/127.0.0.1:8001",
                        " is draining, 0 requests running",
                        " is up, 0 requests running"),
                new Block(
                        Way.ENDS,
                        "./teal audit\ncurl",
                        "POST /services/chat/switch .*200, revision 4",
                        "POST /services/chat/releases/latest/abort .*200, revision \\d+",
                        "\"split\":\\{\"blue\":100,\"green\":0}",
                        "\\{\"status\":\"up\",\"detail\""));
    }

    @Test
    void ofTheAdminApi() throws Exception {
        demonstrate();
        follow(
                "docs/admin-api.md",
                new Block(
                        Way.ENDS,
                        "curl -si localhost:9080/api/v1/routing",
                        "(?i)^etag: \"1\"",
                        "\"leases\":0",
                        "\"number\":3|\"revision\":3",
                        "new model",
                        "^# TYPE teal_",
                        "\"name\":\"teal\""),
                new Block(Way.GOES_ON, "curl -sN localhost:9080/api/v1/events", "^data: ?\\{"));
    }

    private void demonstrate() throws Exception {
        start("./teal demo");
    }

    private void follow(String document, Block... expected) throws Exception {
        String text = Files.readString(TealProcess.tree().resolve(document));
        List<String> blocks =
                SHELL.matcher(text).results().map(found -> found.group(1)).toList();
        assertThat(blocks).as("the shell blocks of %s", document).hasSameSizeAs(expected);
        try {
            for (int i = 0; i < expected.length; i++) {
                assertThat(blocks.get(i)).startsWith(expected[i].begins());
                follow(blocks.get(i).strip(), expected[i]);
                if (expected[i].way() == Way.SERVES && expected[i].begins().contains("run")) {
                    edit(text);
                }
            }
        } finally {
            serving.forEach(TealProcess::close);
        }
    }

    private void follow(String block, Block expected) throws Exception {
        switch (expected.way()) {
            case ENDS -> {
                try (TealProcess shell = shell(here(block))) {
                    assertThat(shell.exitCode())
                            .as("%s: %s %s", block, shell.out(), shell.err())
                            .isZero();
                    assertSays(shell, block, expected);
                }
            }
            case SERVES -> start(block);
            case GOES_ON -> {
                try (TealProcess shell = shell(here(block));
                        TealProcess change = shell("./teal switch chat green")) {
                    assertThat(change.exitCode()).isZero();
                    assertThat(shell.find("(" + expected.says().getFirst() + ")"))
                            .isNotEmpty();
                    assertThat(shell.alive()).isTrue();
                }
            }
            case NAMES -> {
                StringBuilder named = new StringBuilder();
                for (String word : block.split("\\s+", -1)) {
                    Path file = TealProcess.tree().resolve(word).normalize();
                    if (Files.isRegularFile(file)) {
                        named.append(Files.readString(file));
                    }
                }
                for (String pattern : expected.says()) {
                    assertThat(named.toString()).as(block).containsPattern(pattern);
                }
            }
        }
    }

    private static void assertSays(TealProcess shell, String block, Block expected) {
        String all = shell.out() + "\n" + shell.err();
        // A stream has a word in each event.
        StringBuilder answer = new StringBuilder(all).append('\n');
        CONTENT.matcher(all).results().map(found -> found.group(1)).forEach(answer::append);
        for (String pattern : expected.says()) {
            assertThat(answer.toString()).as(block).containsPattern(Pattern.compile(pattern, Pattern.MULTILINE));
        }
    }

    private void start(String block) throws Exception {
        if (block.endsWith("demo")) {
            TealProcess demo = shell(block + " --port 0 --admin-port 0 --backend-port 0");
            serving.add(demo);
            gateway = demo.find("^gateway +http://(.*)$");
            admin = demo.find("^admin API +http://(.*)$");
            MatchResult first = SERVER.matcher(demo.find("^(backends +.*)$"))
                    .results()
                    .findFirst()
                    .orElseThrow();
            server = first.group();
            String unused = demo.find("(Serving), started in");
        } else {
            TealProcess run = shell(here(block));
            serving.add(run);
            gateway = run.find("on http://([^,]+), admin API");
            admin = run.find("admin API on http://([^ ,]+)");
            assertThat(run.out()).contains("serves revision 1");
        }
    }

    /** What the reader does between two blocks: the routing of the text instead of the shipped one. */
    private void edit(String text) throws IOException {
        MatchResult routing = YAML.matcher(text).results().findFirst().orElseThrow();
        assertThat(Files.writeString(directory.resolve("my-conf/routing.yaml"), routing.group(1)))
                .exists();
    }

    /** The block with the ports and directories of this test. */
    private String here(String block) {
        return block.replace("localhost:8080", gateway)
                .replace("localhost:9080", admin)
                .replace("chat/blue/127.0.0.1:8001", "chat/blue/" + server)
                .replace("my-conf", directory.resolve("my-conf").toString());
    }

    private TealProcess shell(String block) throws IOException {
        Map<String, String> environment = Map.of(
                "TEAL_NO_BUILD", "yes",
                "TEAL_ADMIN", "http://" + admin,
                "TEAL_HOST", "127.0.0.1",
                "TEAL_PORT", "0",
                "TEAL_ADMIN_PORT", "0");
        return TealProcess.run(environment, List.of("bash", "-euo", "pipefail", "-c", block));
    }
}
