package io.teal.launcher;

import java.nio.file.Path;
import java.util.List;

/** The options by which a JVM keeps the classes it loaded for the next one, those of {@code teal} and of the container. */
final class KeptClasses {
    private static final boolean LINKED = Runtime.version().feature() >= 25;

    private KeptClasses() {}

    /** At its end the JVM writes its classes to this file. */
    static String keepIn(Path file) {
        return (LINKED ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file;
    }

    /** The JVM starts with the classes in this file. */
    static String takeFrom(Path file) {
        return (LINKED ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file;
    }

    /** The JVM starts with the classes of {@code ./teal run} that the build kept, silently without when they are not usable. */
    static List<String> ofTheBuild() {
        Path file = TealProcess.tree()
                .resolve("launcher/target/teal-" + Runtime.version().feature() + (LINKED ? ".aot" : ".jsa"));
        return LINKED
                ? List.of(takeFrom(file), "-Xlog:cds*=off", "-Xlog:aot*=off")
                : List.of(takeFrom(file), "-Xlog:cds*=off");
    }
}
