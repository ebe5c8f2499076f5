package io.teal.admin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLockTest {
    @TempDir
    Path directory;

    @Test
    void theSecondOneIsToldWhoHasIt() throws Exception {
        try (StoreLock first = StoreLock.take(directory)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> StoreLock.take(directory).close())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void itIsFreeAfterItWasGivenUp() throws Exception {
        // Given
        StoreLock.take(directory).close();

        // When
        try (StoreLock second = StoreLock.take(directory)) {
            // Then
            assertThat(second).isNotNull();
        }
    }
}
