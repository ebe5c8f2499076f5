package io.teal.gateway.limit;

import java.util.HexFormat;

/**
 * What a client is called where its requests are counted: 128 bits from which neither a token nor an address can be told.
 * Evenly spread, so that any bits of it choose a place in a table.
 */
record Pseudonym(long high, long low) {
    /** 32 hexadecimal digits. */
    String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
