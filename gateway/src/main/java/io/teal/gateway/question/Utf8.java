package io.teal.gateway.question;

/** Checks bytes as strictly as Python decodes them: Jackson takes overlong forms and halves of surrogate pairs. */
final class Utf8 {
    private Utf8() {}

    static boolean isValid(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            int b = bytes[i];
            if (b >= 0) {
                i++;
                continue;
            }
            int length = length(b & 0xff);
            if (length == 0 || i + length > bytes.length) {
                return false;
            }
            int point = b & (0x7f >> length);
            for (int k = 1; k < length; k++) {
                if ((bytes[i + k] & 0xc0) != 0x80) {
                    return false;
                }
                point = (point << 6) | (bytes[i + k] & 0x3f);
            }
            if (point < smallest(length) || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
                return false;
            }
            i += length;
        }
        return true;
    }

    private static int length(int first) {
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    private static int smallest(int length) {
        return length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    }
}
