/** What the gateway's tests share: a gateway on free ports in front of simulated servers, and clients that see bytes. */
package io.teal.gateway.testing;
