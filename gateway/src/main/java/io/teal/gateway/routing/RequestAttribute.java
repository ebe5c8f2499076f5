package io.teal.gateway.routing;

/** A piece of a request that stands for its sender: what a split, a hash balance or a rate limit goes by. */
public sealed interface RequestAttribute {

    /** The value of a header field; {@code header:X} in configuration. */
    record Header(String name) implements RequestAttribute {
        @Override
        public String toString() {
            return "header:" + name;
        }
    }

    /** The value of a cookie; {@code cookie:c} in configuration. */
    record Cookie(String name) implements RequestAttribute {
        @Override
        public String toString() {
            return "cookie:" + name;
        }
    }

    /** The address of the client; {@code client_ip} in configuration. */
    record ClientIp() implements RequestAttribute {
        @Override
        public String toString() {
            return "client_ip";
        }
    }

    /** The request itself: each one is divided on its own, nothing sticks; {@code request} in configuration. */
    record EachRequest() implements RequestAttribute {
        @Override
        public String toString() {
            return "request";
        }
    }
}
