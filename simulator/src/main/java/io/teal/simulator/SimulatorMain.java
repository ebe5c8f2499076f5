package io.teal.simulator;

import io.teal.simulator.pace.Overload;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a fleet until the process is ended: {@code --instances blue-1:8001,green-1:8011 --flavour image --scale 0.02
 * --generation 1 --seed 1}. One line is printed for each instance once it listens.
 */
public final class SimulatorMain {
    private static final String USAGE = "usage: --instances name:port[,name:port...] "
            + " [--flavour image|master|0.2.10|vllm|xinference|ollama|fastchat] [--scale 1.0] [--generation 1] [--seed 1]"
            + " [--overload work_ms,comfortable,slowdown_percent,limit,failure_percent]";

    private SimulatorMain() {}

    /** Starts the fleet and waits for the end of the process; 2 is the exit code for wrong arguments. */
    public static void main(String[] arguments) throws InterruptedException {
        try (PrintStream out =
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            List<Instance> instances;
            try {
                instances = instances(arguments);
            } catch (IllegalArgumentException e) {
                out.println(e.getMessage());
                out.println(USAGE);
                System.exit(2);
                return;
            }
            try (Fleet fleet = Fleet.start(instances.toArray(new Instance[0]))) {
                for (SimulatedServer server : fleet.servers()) {
                    out.println(server.name() + " listens on http://" + server.address());
                }
                new CountDownLatch(1).await();
            }
        }
    }

    /**
     * The instances the arguments describe.
     *
     * @throws IllegalArgumentException when they cannot be understood; the message names the argument
     */
    static List<Instance> instances(String... arguments) {
        String names = "";
        Flavour flavour = Flavour.IMAGE;
        double scale = 1;
        String generation = "1";
        long seed = 1;
        Overload overload = null;
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--instances" -> names = value;
                case "--flavour" -> flavour = flavour(value);
                case "--scale" -> scale = Double.parseDouble(value);
                case "--generation" -> generation = value;
                case "--seed" -> seed = Long.parseLong(value);
                case "--overload" -> overload = overload(value);
                default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
            }
        }
        List<Instance> instances = new ArrayList<>();
        for (String one : names.split(",", -1)) {
            int colon = one.lastIndexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("--instances wants name:port, not \"" + one + "\"");
            }
            instances.add(new Instance(
                    one.substring(0, colon),
                    Integer.parseInt(one.substring(colon + 1)),
                    flavour,
                    generation,
                    seed,
                    Timing.scaled(scale),
                    overload));
        }
        return instances;
    }

    private static Overload overload(String value) {
        String[] numbers = value.split(",", -1);
        if (numbers.length != 5) {
            throw new IllegalArgumentException("--overload wants five numbers, not \"" + value + "\"");
        }
        return Overload.of(
                Duration.ofMillis(Long.parseLong(numbers[0])),
                Integer.parseInt(numbers[1]),
                Double.parseDouble(numbers[2]),
                Integer.parseInt(numbers[3]),
                Double.parseDouble(numbers[4]));
    }

    private static Flavour flavour(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "image" -> Flavour.IMAGE;
            case "master" -> Flavour.MASTER;
            case "0.2.10" -> Flavour.V0_2_10;
            case "vllm" -> Flavour.VLLM;
            case "xinference" -> Flavour.XINFERENCE;
            case "ollama" -> Flavour.OLLAMA;
            case "fastchat" -> Flavour.FASTCHAT;
            default ->
                throw new IllegalArgumentException(
                        "--flavour is image, master, 0.2.10, vllm, xinference, ollama or fastchat, not " + value);
        };
    }
}
