package io.teal.admin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.teal.admin.testing.Routings;
import io.teal.gateway.routing.Revision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class FileStoreTest {
    private static final String FILE = "revisions-00000000000000000001.log";
    private static final Revision ONE = Routings.revision(1, Routings.two(), "");
    private static final Revision TWO =
            Routings.revision(2, Routings.two("\"[::1]:81\"", "b:82", "c:83"), "änderung \"x\"\n2");

    @TempDir
    Path parent;

    @Test
    void revisionsComeBackAsTheyWere() throws Exception {
        // Given
        Path directory = parent.resolve("not/there/yet");

        // When
        write(directory, ONE, TWO);

        // Then
        assertThat(read(directory)).containsExactly(ONE, TWO);
        assertThat(Files.readAllLines(directory.resolve(FILE))).hasSize(2);
    }

    @Test
    void aTornTailLeavesTheRevisionsBeforeAndIsTold() throws Exception {
        // Given
        write(parent, ONE, TWO);
        Path file = parent.resolve(FILE);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 100));
        Logger logger = (Logger) LoggerFactory.getLogger(Journal.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);

        // When
        List<Revision> read = read(parent);

        // Then
        logger.detachAppender(lines);
        assertThat(read).containsExactly(ONE);
        assertThat(lines.list).anySatisfy(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage()).contains(FILE, "cut off", "bytes");
        });
    }

    @Test
    void whatWasCutBackDoesNotComeBackAndIsKeptBeside() throws Exception {
        // Given
        try (FileStore store = FileStore.open(parent, 0)) {
            store.append(ONE);
            store.append(TWO);

            // When
            store.cutBack(1);

            // Then
            assertThat(store.last()).isEqualTo(ONE);
        }
        assertThat(read(parent)).containsExactly(ONE);
        assertThat(Files.readString(parent.resolve("revisions.lost"))).contains("{\"revision\":2,");
    }

    @Test
    void revisionsAreFoundByTheirNumberAndInPagesWithGapsAmongThem() throws Exception {
        // Given
        Revision five = Routings.revision(5, Routings.two(), "a gateway that joined others");
        try (FileStore store = FileStore.open(parent, 0)) {
            store.append(ONE);
            store.append(TWO);
            store.append(five);

            // When, Then
            assertThat(store.find(1)).isEqualTo(ONE);
            assertThat(store.find(3)).isNull();
            assertThat(store.page(6, 2)).containsExactly(five, TWO);
            assertThat(store.page(2, 2)).containsExactly(ONE);
            assertThat(store.first()).isEqualTo(1);
        }
    }

    @Test
    void theOneFileOfAnEarlierVersionIsTakenOver() throws Exception {
        // Given
        write(parent, ONE, TWO);
        Path old = parent.resolve("revisions.log");
        Files.move(parent.resolve(FILE), old);

        // When, Then
        assertThat(read(parent)).containsExactly(ONE, TWO);
        assertThat(old).doesNotExist();
    }

    @Test
    void anEarlierFileThatIsDamagedIsRefusedAndNothingIsLost() throws Exception {
        // Given
        write(parent, ONE, TWO);
        Path old = parent.resolve("revisions.log");
        Files.move(parent.resolve(FILE), old);
        byte[] damaged = Files.readAllBytes(old);
        damaged[20] ^= 1;
        Files.write(old, damaged);

        // When, Then
        assertThatThrownBy(() -> read(parent))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is damaged");
        assertThat(Files.readAllBytes(old)).isEqualTo(damaged);
    }

    @Test
    void aRecordOfAnotherVersionIsRefusedAndTheDirectoryIsFreeAgain() throws Exception {
        // Given
        try (RecordLog log = RecordLog.open(parent, "revisions")) {
            log.append(1, "{\"revision\":1,\"kind\":\"merge\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        // When, Then
        assertThatThrownBy(() -> read(parent)).hasMessageContaining("no revision of this version");
        assertThatThrownBy(() -> read(parent)).hasMessageContaining("no revision of this version");
    }

    @Test
    void twoOwnersAreOneTooMany() throws Exception {
        try (FileStore owner = FileStore.open(parent, 0)) {
            assertThat(owner.last()).isNull();
            assertThatThrownBy(() -> read(parent)).hasMessageContaining("in use by process");
        }
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefusedWithWhatToDo() throws Exception {
        // Given
        Path file = Files.createFile(parent.resolve("data"));

        // When, Then
        assertThatThrownBy(() -> read(file)).isInstanceOf(StoreException.class).hasMessageContaining("store.directory");
        assertThatThrownBy(() -> read(file.resolve("below"))).isInstanceOf(StoreException.class);
    }

    private static void write(Path directory, Revision... revisions) throws StoreException {
        try (FileStore store = FileStore.open(directory, 0)) {
            for (Revision revision : revisions) {
                store.append(revision);
            }
        }
    }

    private static List<Revision> read(Path directory) throws StoreException {
        try (FileStore store = FileStore.open(directory, 0)) {
            return store.page(Long.MAX_VALUE, 100).reversed();
        }
    }
}
