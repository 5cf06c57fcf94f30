package org.vezere.engine.service;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.vezere.model.DeclaredService;

/// keepalived's config (`man 5 keepalived.conf`).
final class KeepalivedConfig {
    /// Seconds between two checks of a VE.
    static final int INTERVAL = 2;

    /// Seconds that a VE has for an answer.
    static final int PATIENCE = 2;

    /// Seconds until a VE that did not answer is asked again, and is down if it doesn't then.
    static final int SECOND_CHANCE = 1;

    private KeepalivedConfig() {}

    /// @param spreading whether keepalived spreads the services by IPVS; otherwise it only holds addresses by VRRP
    static String text(List<Pool> pools, boolean spreading) {
        StringBuilder text = new StringBuilder("""
                # Written by Vezere from /etc/vz/services at every change; yours is lost here.
                global_defs {
                    vrrp_garp_master_repeat 2
                }
                """);
        routers(pools).forEach((router, services) -> text.append(instance(router, services)));
        if (spreading) {
            pools.forEach(pool -> text.append(virtualServer(pool)));
        }
        return text.toString();
    }

    /// Services that share a virtual router are held by the same node.
    private record Router(int id, String device, boolean v6) {}

    private static Map<Router, Set<DeclaredService>> routers(List<Pool> pools) {
        Map<Router, Set<DeclaredService>> routers = new LinkedHashMap<>();
        for (Pool pool : pools) {
            pool.service()
                    .vrrp()
                    .ifPresent(vrrp -> routers.computeIfAbsent(
                                    new Router(
                                            vrrp.id(),
                                            vrrp.device(),
                                            pool.service().vip().v6()),
                                    none -> new LinkedHashSet<>())
                            .add(pool.service()));
        }
        return routers;
    }

    private static String instance(Router router, Set<DeclaredService> services) {
        Set<String> addresses = new LinkedHashSet<>();
        int priority = 0;
        for (DeclaredService service : services) {
            addresses.add(
                    "        %s/%d dev %s\n".formatted(service.vip().host(), router.v6() ? 128 : 32, router.device()));
            priority = service.vrrp().orElseThrow().priority();
        }
        return """
                vrrp_instance %s_%d_%s {
                    state BACKUP
                    interface %s
                    virtual_router_id %d
                    priority %d
                    advert_int 1
                    virtual_ipaddress {
                %s    }
                }
                """.formatted(
                        router.device(),
                        router.id(),
                        router.v6() ? "6" : "4",
                        router.device(),
                        router.id(),
                        priority,
                        String.join("", addresses));
    }

    private static String virtualServer(Pool pool) {
        DeclaredService service = pool.service();
        StringBuilder text = new StringBuilder("""
                virtual_server %s %d {
                    delay_loop %d
                    retry 1
                    delay_before_retry %d
                    lb_algo %s
                    lb_kind NAT
                    protocol %s
                    alpha
                """.formatted(
                        service.vip().host(),
                        service.port(),
                        INTERVAL,
                        SECOND_CHANCE,
                        service.scheduler(),
                        service.protocol().word().toUpperCase(Locale.ROOT)));
        for (Pool.Backend backend : pool.backends()) {
            text.append("    real_server %s %d {\n        weight %d\n"
                    .formatted(backend.host(), service.serverPort(), backend.weight()));
            text.append(check(service.check())).append("    }\n");
        }
        return text.append("}\n").toString();
    }

    private static String check(DeclaredService.Check check) {
        return switch (check.kind()) {
            case NONE -> "";
            case TCP -> "        TCP_CHECK {\n            connect_timeout " + PATIENCE + "\n        }\n";
            case HTTP -> """
                            HTTP_GET {
                                connect_timeout %d
                                url {
                                    path %s
                                    status_code 200-399
                                }
                            }
                    """.formatted(PATIENCE, check.path());
        };
    }
}
