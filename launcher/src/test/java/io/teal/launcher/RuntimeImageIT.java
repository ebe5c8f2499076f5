package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The runtime of the container has the modules Teal needs. */
class RuntimeImageIT {
    /** Those of the container, in a line. */
    static final Path MODULES = TealProcess.tree().resolve("docker/modules.txt");

    private static final Path TARGET = TealProcess.tree().resolve("launcher/target");

    @Test
    void everyModuleThatIsUsedIsInIt() throws IOException {
        Set<String> needed = new TreeSet<>();
        List<String> plain = new ArrayList<>(List.of(TARGET.resolve("teal.jar").toString()));
        List<String> all = new ArrayList<>();
        try (Stream<Path> libraries = Files.list(TARGET.resolve("lib"))) {
            for (Path jar :
                    libraries.filter(file -> file.toString().endsWith(".jar")).toList()) {
                all.add(jar.toString());
                ModuleDescriptor module = module(jar);
                if (module == null) {
                    plain.add(jar.toString());
                } else {
                    module.requires().stream()
                            .filter(one -> !one.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                            .map(ModuleDescriptor.Requires::name)
                            .filter(name -> ModuleFinder.ofSystem().find(name).isPresent())
                            .forEach(needed::add);
                }
            }
        }
        List<String> arguments = new ArrayList<>(
                List.of("--print-module-deps", "--ignore-missing-deps", "--recursive", "--multi-release", "21"));
        arguments.addAll(List.of("--class-path", String.join(File.pathSeparator, all)));
        arguments.addAll(plain);
        needed.addAll(List.of(tool("jdeps", arguments).strip().split(",")));

        assertThat(needed).contains("java.base", "java.naming");
        assertThat(List.of(Files.readString(MODULES).strip().split(","))).containsAll(needed);
    }

    /** What a library says itself that it is as a module; null when it says nothing. */
    private static @Nullable ModuleDescriptor module(Path jar) {
        try {
            return ModuleFinder.of(jar).findAll().stream()
                    .map(ModuleReference::descriptor)
                    .filter(module -> !module.isAutomatic())
                    .findFirst()
                    .orElse(null);
        } catch (FindException nameless) {
            return null;
        }
    }

    /** Runs a tool of the JDK; what it said. */
    static String tool(String name, List<String> arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        int code = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments.toArray(String[]::new));
        assertThat(code).as(said.toString()).isZero();
        return said.toString();
    }
}
