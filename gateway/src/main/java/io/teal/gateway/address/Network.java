package io.teal.gateway.address;

/**
 * The addresses that begin with the same bits. IPv4 and IPv6 are apart: {@code ::/0} has no IPv4 address in it.
 *
 * @param first its first address
 * @param bits how many bits are the same, of 32 or 128
 */
public record Network(IpAddress first, int bits) {
    public Network {
        if (bits < 0 || bits > first.width()) {
            throw new IllegalArgumentException("a network around " + first + " cannot have " + bits + " bits");
        }
        if (!first.first(bits).equals(first)) {
            throw new IllegalArgumentException(first + " is not the first address of its network of " + bits + " bits");
        }
    }

    /** The network of so many bits that an address is in. */
    public static Network around(IpAddress address, int bits) {
        return new Network(address.first(bits), bits);
    }

    /** The network of one address alone. */
    public static Network of(IpAddress address) {
        return new Network(address, address.width());
    }

    /** Whether an address is in it. */
    public boolean contains(IpAddress address) {
        return address.isIpv4() == first.isIpv4() && address.first(bits).equals(first);
    }

    /** As in configuration: {@code 10.0.0.0/8}, and an address alone without its length. */
    @Override
    public String toString() {
        return bits == first.width() ? first.toString() : first + "/" + bits;
    }
}
