package io.teal.admin.http.calls;

import io.teal.admin.audit.Audit;
import io.teal.admin.fleet.Fleet;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.contract.Contract;
import io.teal.admin.http.releases.ReleaseCalls;
import io.teal.admin.release.drive.Driver;
import io.teal.admin.revision.Revisions;
import io.teal.gateway.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All calls of the API. */
public final class Calls {
    private Calls() {}

    /**
     * The calls about one gateway.
     *
     * @param driver drives the releases
     * @param version what {@code /health} says the product's version is
     * @param contract the description of the API
     * @param leaving whether the process is about to end and wants no new requests
     */
    public static List<Endpoint> of(
            Revisions revisions,
            Audit audit,
            Fleet fleet,
            Gateway gateway,
            Driver driver,
            String version,
            Contract contract,
            BooleanSupplier leaving) {
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new RoutingCalls(revisions, fleet).endpoints());
        all.addAll(new RevisionCalls(revisions).endpoints());
        all.addAll(new ServiceCalls(gateway).endpoints());
        all.addAll(new ReleaseCalls(revisions, fleet, gateway, driver).endpoints());
        all.addAll(new CompareCalls(gateway, fleet.name()).endpoints());
        all.addAll(new CacheCalls(gateway).endpoints());
        all.addAll(new ExplainCalls(gateway).endpoints());
        all.addAll(new AuditCalls(audit).endpoints());
        all.addAll(new RequestCalls(gateway.recent()).endpoints());
        all.addAll(new EventCalls(gateway.events()).endpoints());
        all.addAll(new FleetCalls(fleet).endpoints());
        all.addAll(new CertificateCalls(gateway.certificates()).endpoints());
        all.addAll(new AboutCalls(gateway, fleet, audit, version, contract, leaving).endpoints());
        return all;
    }
}
