package io.teal.gateway.answer;

/** The beginning of a piece of JSON whose rest was not kept. */
final class CutJson {
    private static final int LONGEST_ESCAPE = 6;

    private CutJson() {}

    /**
     * Ends a string that the cut may have broken off, so that what came of it can be read: what is left of a character or
     * an escape is dropped, and the byte behind becomes a quotation mark. Where the cut was not in a string, the mark is one
     * more place for the parser to stop at.
     *
     * @param bytes with one byte behind these that may be overwritten
     * @return the length with the mark
     */
    static int close(byte[] bytes, int from, int length) {
        int end = withoutEscape(bytes, from, withoutCharacter(bytes, from, from + length));
        bytes[end] = '"';
        return end - from + 1;
    }

    /** The end without the bytes of a character that is not complete. */
    static int withoutCharacter(byte[] bytes, int from, int end) {
        int lead = end - 1;
        while (lead >= from && end - lead < 4 && (bytes[lead] & 0xc0) == 0x80) {
            lead--;
        }
        if (lead < from || (bytes[lead] & 0x80) == 0) {
            return end;
        }
        int octet = bytes[lead] & 0xff;
        int needed = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : octet >= 0xc0 ? 2 : 1;
        return end - lead < needed ? lead : end;
    }

    private static int withoutEscape(byte[] bytes, int from, int end) {
        int first = Math.max(from, end - LONGEST_ESCAPE);
        for (int i = end - 1; i >= first; i--) {
            if (bytes[i] == '\\') {
                int slashes = 1;
                while (i - slashes >= from && bytes[i - slashes] == '\\') {
                    slashes++;
                }
                if (slashes % 2 == 0) {
                    return end;
                }
                boolean whole = i + 1 < end && (bytes[i + 1] != 'u' || end - i >= LONGEST_ESCAPE);
                return whole ? end : i;
            }
        }
        return end;
    }
}
