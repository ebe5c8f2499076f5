package io.teal.gateway.accesslog;

import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.recent.RequestRecord;

/**
 * What a line is made of; used before the call returns, and not kept.
 *
 * @param record a request that is over
 * @param head its head
 * @param target the target as the client sent it, query included
 * @param protocol the protocol as a request line names it, such as {@code HTTP/1.1}
 * @param question what was asked; empty where that was not read
 * @param epochMillis the time of day, milliseconds since 1970
 */
public record LoggedRequest(
        RequestRecord record, RequestHead head, String target, String protocol, String question, long epochMillis) {}
