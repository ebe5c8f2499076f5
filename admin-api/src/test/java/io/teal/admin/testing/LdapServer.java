package io.teal.admin.testing;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** A directory on a real socket, with people and groups, that can be slow. */
public final class LdapServer {
    private final InMemoryDirectoryServer server;
    private final boolean tls;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> binds = new CopyOnWriteArrayList<>();
    private final List<String> searches = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch slow = new CountDownLatch(0);
    private volatile boolean closed;

    /** Listens on a free port of localhost, with TLS when there is an identity. */
    public LdapServer(@Nullable TestIdentity identity) throws Exception {
        tls = identity != null;
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        config.setListenerConfigs(
                identity == null
                        ? InMemoryListenerConfig.createLDAPConfig("plain", loopback, 0, null)
                        : InMemoryListenerConfig.createLDAPSConfig(
                                "tls", loopback, 0, identity.context().getServerSocketFactory(), null));
        config.addInMemoryOperationInterceptor(new Watch());
        config.setAccessLogHandler(new Doorkeeper());
        server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example", "objectClass: domain", "dc: example");
        server.add("dn: ou=people,dc=example", "objectClass: organizationalUnit", "ou: people");
        server.add("dn: ou=groups,dc=example", "objectClass: organizationalUnit", "ou: groups");
        server.startListening();
    }

    /** Somebody with a password. */
    public LdapServer person(String rdn, String password) throws LDAPException, LDIFException {
        server.add(
                "dn: " + rdn + ",ou=people,dc=example",
                "objectClass: inetOrgPerson",
                "cn: x",
                "sn: x",
                "userPassword: " + password);
        return this;
    }

    /** A group with members, by their distinguished names. */
    public LdapServer group(String name, String... members) throws LDAPException, LDIFException {
        String[] lines = new String[members.length + 3];
        lines[0] = "dn: cn=" + name + ",ou=groups,dc=example";
        lines[1] = "objectClass: groupOfNames";
        lines[2] = "cn: " + name;
        for (int i = 0; i < members.length; i++) {
            lines[i + 3] = "member: " + members[i];
        }
        server.add(lines);
        return this;
    }

    public void password(String rdn, String password) throws LDAPException, LDIFException {
        server.modify(
                "dn: " + rdn + ",ou=people,dc=example",
                "changetype: modify",
                "replace: userPassword",
                "userPassword: " + password);
    }

    public String url(String host) {
        return (tls ? "ldaps://" : "ldap://") + host + ":" + server.getListenPort();
    }

    /** The distinguished names that tried to bind, in order. */
    public List<String> binds() {
        return binds;
    }

    /** The filters that were searched for, in order. */
    public List<String> searches() {
        return searches;
    }

    /** How many are open. */
    public int connections() {
        return connections.get();
    }

    /** From now on binds wait until {@link #hurry}. */
    public void dawdle() {
        slow = new CountDownLatch(1);
    }

    public void hurry() {
        slow.countDown();
    }

    public void close() {
        closed = true;
        hurry();
        server.shutDown(true);
    }

    private final class Doorkeeper extends Handler {
        @Override
        public void publish(LogRecord line) {
            System.err.println("LDAPLOG " + line.getMessage());
            if (line.getMessage().contains(" CONNECT ")) {
                connections.incrementAndGet();
            } else if (line.getMessage().contains(" DISCONNECT ")) {
                connections.decrementAndGet();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final class Watch extends InMemoryOperationInterceptor {
        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
            binds.add(request.getRequest().getBindDN());
            try {
                if (!slow.await(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS) || closed) {
                    throw new LDAPException(ResultCode.UNAVAILABLE);
                }
            } catch (InterruptedException e) {
                throw new LDAPException(ResultCode.UNAVAILABLE, e);
            }
        }

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
            searches.add(request.getRequest().getFilter().toString());
        }
    }
}
