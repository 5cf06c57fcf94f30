package org.vezere.engine.service;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vezere.engine.network.AntiSpoof;
import org.vezere.engine.network.Placements;
import org.vezere.engine.node.NodePaths;
import org.vezere.engine.setup.SystemPrograms;
import org.vezere.engine.tool.KeptProgram;
import org.vezere.linux.net.NetworkSysctl;
import org.vezere.linux.nft.Nftables;
import org.vezere.model.DeclaredService;
import org.vezere.model.ServiceInfo;
import org.vezere.model.value.IpAddress;

/// What spreads services: keepalived and the kernel's IPVS where both are there, otherwise the packet filter with
/// checks of our own, and keepalived for VRRP only.
final class Spreading implements AutoCloseable {
    private static final Duration MODPROBE = Duration.ofSeconds(5);

    private final NodePaths paths;
    private final Placements placements;
    private final AntiSpoof filter;
    private final Nftables nftables = Nftables.open();
    private final HealthChecks checks;
    private final Vips vips;
    private String rules = "";
    private Set<InetAddress> balanced = Set.of();
    private Map<InetAddress, String> shared = Map.of();
    private Set<String> served = Set.of();
    private boolean wasAsked;
    private @Nullable Engine found;

    /// What there is on this machine.
    private record Engine(boolean ipvs, KeptProgram keepalived) {}

    Spreading(NodePaths paths, Placements placements, AntiSpoof filter, Runnable changed) {
        this.paths = paths;
        this.placements = placements;
        this.filter = filter;
        this.checks = new HealthChecks(changed);
        this.vips = new Vips(paths.run().resolve("vips"), placements);
    }

    /// Looked for when the first service wants it: most nodes have none, and a module may have to be loaded.
    private Engine engine() {
        Engine engine = found;
        if (engine == null) {
            boolean ipvs = Keepalived.isInstalled() && hasIpvs();
            engine = new Engine(
                    ipvs,
                    new KeptProgram(
                            new Keepalived(ipvs, () -> shared.forEach(placements::drop)),
                            paths.run().resolve("keepalived"),
                            paths.logs().resolve("keepalived.log")));
            found = engine;
        }
        return engine;
    }

    private KeptProgram keepalived() {
        return engine().keepalived();
    }

    private boolean ipvs() {
        return engine().ipvs();
    }

    private static boolean hasIpvs() {
        if (!Connections.isIpvsThere()) {
            new SystemPrograms().run(MODPROBE, List.of("modprobe", "-q", "ip_vs"));
        }
        return Connections.isIpvsThere();
    }

    boolean knows(String scheduler) {
        return ipvs() || ServiceRules.knows(scheduler);
    }

    /// Makes everything as these services want it.
    void agree(List<DeclaredService> services) {
        List<Pool> pools =
                services.stream().map(service -> Pool.of(service, placements)).toList();
        vips.agree(services.stream()
                .filter(service -> service.vrrp().isEmpty())
                .map(service -> service.vip().address())
                .collect(Collectors.toSet()));
        shared = services.stream()
                .filter(service -> service.vrrp().isPresent())
                .collect(Collectors.toMap(
                        service -> service.vip().address(),
                        service -> service.vrrp().get().device(),
                        (one, same) -> one));
        balance(pools);
        if (ipvs()) {
            settle(!services.isEmpty());
            filter(ServiceRules.text(pools, ServiceRules.Spreader.IPVS));
            keepalived().agree(services.isEmpty() ? Optional.empty() : Optional.of(KeepalivedConfig.text(pools, true)));
            return;
        }
        checks.agree(pools.stream()
                .flatMap(pool ->
                        pool.backends().stream().map(backend -> HealthChecks.Target.of(pool.service(), backend)))
                .filter(target -> target.check().kind() != DeclaredService.Check.Kind.NONE)
                .toList());
        // Rules of an earlier vzd stay until it is known again who answers.
        wasAsked |= pools.stream()
                .allMatch(pool -> pool.backends().stream()
                        .allMatch(backend -> answer(pool.service(), backend).isPresent()));
        if (wasAsked) {
            List<Pool> up = pools.stream()
                    .map(pool -> pool.only(backend -> answer(pool.service(), backend)
                            .filter(HealthChecks.Answer::up)
                            .isPresent()))
                    .toList();
            filter(ServiceRules.text(
                    up, filter.asksRoutes() ? ServiceRules.Spreader.RULES_WHERE_HELD : ServiceRules.Spreader.RULES));
            served = up.stream()
                    .flatMap(pool -> pool.backends().stream().map(backend -> key(pool.service(), backend)))
                    .collect(Collectors.toSet());
        }
        boolean vrrp = services.stream().anyMatch(service -> service.vrrp().isPresent());
        keepalived().agree(vrrp ? Optional.of(KeepalivedConfig.text(pools, false)) : Optional.empty());
    }

    private Optional<HealthChecks.Answer> answer(DeclaredService service, Pool.Backend backend) {
        return checks.of(HealthChecks.Target.of(service, backend));
    }

    private void balance(List<Pool> pools) {
        Set<InetAddress> wanted = pools.stream()
                .flatMap(pool -> pool.backends().stream())
                .map(Pool.Backend::address)
                .collect(Collectors.toSet());
        if (!wanted.equals(balanced)) {
            filter.balance(wanted);
            balanced = wanted;
        }
    }

    private void filter(String wanted) {
        if (!wanted.equals(rules)) {
            nftables.run(wanted);
            rules = wanted;
        }
    }

    /// Answers are translated like everything else, and who was served by a VE that is gone begins anew at once.
    private static void settle(boolean used) {
        if (used) {
            NetworkSysctl.set("ipv4/vs/conntrack", 1);
            NetworkSysctl.set("ipv4/vs/expire_nodest_conn", 1);
        }
    }

    /// Services as they are now.
    List<ServiceInfo> look(List<DeclaredService> services) {
        Optional<Connections> connections = ipvs() ? Optional.of(Connections.ofIpvs()) : Connections.ofTracking();
        return services.stream()
                .map(service -> info(Pool.of(service, placements), connections))
                .toList();
    }

    private ServiceInfo info(Pool pool, Optional<Connections> connections) {
        DeclaredService service = pool.service();
        List<ServiceInfo.Server> servers = new ArrayList<>();
        for (DeclaredService.Server server : service.servers()) {
            servers.add(pool.backends().stream()
                    .filter(backend -> backend.ctid() == server.ctid())
                    .findFirst()
                    .map(backend -> running(service, backend, connections))
                    .orElseGet(() -> stopped(server)));
        }
        return new ServiceInfo(
                service,
                ipvs() ? "ipvs" : "nftables",
                placements.isOwn(service.vip().address()),
                servers);
    }

    private ServiceInfo.Server stopped(DeclaredService.Server server) {
        boolean runs = !placements.of(server.ctid()).isEmpty();
        return new ServiceInfo.Server(
                server.ctid(),
                server.weight(),
                Optional.empty(),
                runs ? "down" : "stopped",
                runs ? "no address of the service's family" : "",
                OptionalInt.empty());
    }

    private ServiceInfo.Server running(
            DeclaredService service, Pool.Backend backend, Optional<Connections> connections) {
        String key = key(service, backend);
        OptionalInt count = connections
                .map(table -> OptionalInt.of(table.of().getOrDefault(key, 0)))
                .orElse(OptionalInt.empty());
        String state;
        String reason = "";
        if (ipvs()) {
            // keepalived takes away who doesn't answer.
            state = connections.orElseThrow().of().containsKey(key) ? "up" : "down";
            reason = state.equals("up") ? "" : "no answer to " + service.check();
        } else {
            Optional<HealthChecks.Answer> answer = answer(service, backend);
            // One that answers is up when the packet filter lets clients through to it.
            state = answer.map(one -> !one.up() ? "down" : served.contains(key) ? "up" : "checking")
                    .orElse("checking");
            reason = answer.map(HealthChecks.Answer::reason).orElse("");
        }
        return new ServiceInfo.Server(
                backend.ctid(), backend.weight(), Optional.of(IpAddress.parse(backend.host())), state, reason, count);
    }

    private static String key(DeclaredService service, Pool.Backend backend) {
        return Connections.key(service.protocol().word(), service.vip().address(), service.port(), backend.address());
    }

    /// Whether it is still to be found out what becomes of a service: none of its VEs serves, and one may yet.
    boolean isUnsettled(DeclaredService service) {
        List<String> states = look(List.of(service)).getFirst().servers().stream()
                .map(ServiceInfo.Server::state)
                .toList();
        // keepalived tells nobody whether it has asked already.
        return !states.contains("up") && states.contains(ipvs() ? "down" : "checking");
    }

    @Override
    public void close() {
        if (found != null) {
            found.keepalived().close();
        }
        checks.close();
        nftables.close();
    }
}
