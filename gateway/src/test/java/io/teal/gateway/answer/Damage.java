package io.teal.gateway.answer;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages inputs at random: what fuzzing is where there is no fuzzer for the machine. */
final class Damage {
    private static final byte[] TELLING = {
        '\n',
        '\r',
        ':',
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\',
        'u',
        ',',
        ' ',
        '0',
        'd',
        0,
        (byte) 0xe4,
        (byte) 0xef,
        (byte) 0xff
    };

    private Damage() {}

    /** A copy of the input with a few bytes changed, left out or doubled. */
    static byte[] of(byte[] input, SplittableRandom random) {
        byte[] bytes = input.clone();
        bytes[0] = (byte) random.nextInt(256);
        bytes[1] = (byte) random.nextInt(256);
        bytes[2] = (byte) random.nextInt(256);
        bytes[3] = (byte) random.nextInt(256);
        for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
            int at = random.nextInt(4, bytes.length + 1);
            int length = Math.min(random.nextInt(1, 9), bytes.length - at);
            switch (random.nextInt(3)) {
                case 0 -> {
                    if (length > 0) {
                        bytes[at] = TELLING[random.nextInt(TELLING.length)];
                    }
                }
                case 1 -> bytes = joined(bytes, at, at + length);
                default -> bytes = joined(bytes, at + length, at);
            }
        }
        return bytes;
    }

    /** What is before one place, and what is from another on. */
    private static byte[] joined(byte[] bytes, int before, int from) {
        byte[] joined = Arrays.copyOf(bytes, before + bytes.length - from);
        System.arraycopy(bytes, from, joined, before, bytes.length - from);
        return joined;
    }
}
