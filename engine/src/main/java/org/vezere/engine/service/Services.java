package org.vezere.engine.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.vezere.engine.config.DeclaredFiles;
import org.vezere.engine.network.AntiSpoof;
import org.vezere.engine.network.Placements;
import org.vezere.engine.node.NodePaths;
import org.vezere.linux.net.NetworkSysctl;
import org.vezere.model.DeclaredService;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.ServiceInfo;
import org.vezere.model.VezereException;

/// The services that VE0 spreads over its VEs: files that say what is wanted, and a thread that keeps the kernel and
/// keepalived so, whatever happens to VEs.
public final class Services implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Services.class.getName());

    /// What happens to several VEs at once is one change.
    private static final Duration TOGETHER = Duration.ofMillis(20);

    /// How long a new service may take until its first VE has answered.
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private static final Duration BREATH = Duration.ofMillis(20);

    private final DeclaredFiles<DeclaredService> files;
    private final Placements placements;
    private final IntPredicate exists;
    private final Spreading spreading;
    private final Semaphore signals = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    private Services(NodePaths paths, Placements placements, AntiSpoof filter, IntPredicate exists) {
        this.files = new DeclaredFiles<>(paths.services(), "service", new ServiceForm());
        this.placements = placements;
        this.exists = exists;
        this.spreading = new Spreading(paths, placements, filter, signals::release);
        this.thread = Thread.ofPlatform().daemon().name("services").unstarted(this::keep);
    }

    /// Begins, in the network namespace of the calling thread, going on with what an earlier vzd left.
    ///
    /// @param exists whether there is a VE of this number
    public static Services open(NodePaths paths, Placements placements, AntiSpoof filter, IntPredicate exists) {
        Services services = new Services(paths, placements, filter, exists);
        placements.onChange(services.signals::release);
        services.signals.release();
        services.thread.start();
        return services;
    }

    private void keep() {
        while (!closed) {
            try {
                signals.acquire();
                Thread.sleep(TOGETHER);
                signals.drainPermits();
                apply();
            } catch (InterruptedException end) {
                return;
            } catch (RuntimeException failure) {
                LOG.log(System.Logger.Level.WARNING, "services: " + failure.getMessage(), failure);
            }
        }
    }

    /// Makes everything as declared, for the VEs that run now.
    public synchronized void apply() {
        if (files.isUsed()) {
            spreading.agree(
                    files.inForce(wrong -> LOG.log(System.Logger.Level.WARNING, "services: {0}", wrong.getMessage())));
        }
    }

    /// All services as they are now, by name.
    public synchronized List<ServiceInfo> all() {
        return spreading.look(files.all());
    }

    /// Declares a service and makes it. Returns when one of its VEs serves, or after three seconds.
    ///
    /// @throws VezereException BAD_PARAMETER, ADDRESS_IN_USE, SYSTEM; nothing is left of it then
    public void create(DeclaredService service, Consumer<Notice> notices) {
        synchronized (this) {
            files.refuseTaken(service.name());
            put(service, Optional.empty(), notices);
        }
        settle(service);
    }

    /// Changes a service; connections to VEs that stay in it go on. Returns as [#create].
    ///
    /// @throws VezereException as [#create]; the service is as before then
    public void set(DeclaredService service, Consumer<Notice> notices) {
        synchronized (this) {
            put(service, Optional.of(files.get(service.name())), notices);
        }
        settle(service);
    }

    /// Checks go on in threads of their own, and who declares a service may ask it at once.
    private void settle(DeclaredService service) {
        long end = System.nanoTime() + SETTLING.toNanos();
        while (isUnsettled(service) && System.nanoTime() < end) {
            try {
                Thread.sleep(BREATH);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized boolean isUnsettled(DeclaredService service) {
        return spreading.isUnsettled(service);
    }

    private void put(DeclaredService service, Optional<DeclaredService> before, Consumer<Notice> notices) {
        refuse(service);
        files.write(service);
        try {
            apply();
        } catch (RuntimeException failure) {
            before.ifPresentOrElse(files::write, () -> files.delete(service.name()));
            apply();
            throw new VezereException(
                    FailureKind.SYSTEM, "service " + service.name() + ": " + failure.getMessage(), failure);
        }
        warn(service, notices);
    }

    /// Takes a service away.
    ///
    /// @throws VezereException BAD_PARAMETER when there is none of that name
    public synchronized void delete(String name) {
        files.get(name);
        files.delete(name);
        apply();
    }

    private void refuse(DeclaredService service) {
        for (DeclaredService.Server server : service.servers()) {
            if (!exists.test(server.ctid())) {
                throw refused(FailureKind.BAD_PARAMETER, service, "there is no container " + server.ctid());
            }
        }
        placements.refuseVes(service.vip());
        for (DeclaredService other : files.inForce()) {
            if (other.name().equals(service.name())) {
                continue;
            }
            if (service.collidesWith(other)) {
                throw refused(
                        FailureKind.BAD_PARAMETER, service, service.endPoint() + " is service " + other.name() + "'s");
            }
            refuseQuarrel(service, other);
        }
        service.vrrp().ifPresent(vrrp -> {
            if (!placements.hasLink(vrrp.device())) {
                throw refused(FailureKind.SYSTEM, service, "VE0 has no network interface " + vrrp.device());
            }
            if (!Keepalived.isInstalled()) {
                throw refused(FailureKind.SYSTEM, service, "VRRP needs keepalived (apt-get install keepalived)");
            }
        });
    }

    /// One virtual router has one priority, and an address is either in one or in none.
    private static void refuseQuarrel(DeclaredService service, DeclaredService other) {
        if (service.vip().sameHost(other.vip()) && !service.vrrp().equals(other.vrrp())) {
            throw refused(
                    FailureKind.BAD_PARAMETER,
                    service,
                    "service " + other.name() + " has the same address with another VRRP id, priority or interface");
        }
        boolean quarrel = service.vrrp().isPresent()
                && other.vrrp().isPresent()
                && service.vrrp().get().id() == other.vrrp().get().id()
                && service.vrrp().get().device().equals(other.vrrp().get().device())
                && service.vrrp().get().priority() != other.vrrp().get().priority();
        if (quarrel) {
            throw refused(
                    FailureKind.BAD_PARAMETER,
                    service,
                    "service " + other.name() + " has the same VRRP id with priority "
                            + other.vrrp().get().priority());
        }
    }

    private void warn(DeclaredService service, Consumer<Notice> notices) {
        if (!NetworkSysctl.isForwarding(service.vip().v6())) {
            String name = service.vip().v6() ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward";
            notices.accept(Notice.of(
                    NoticeKind.WARNING, name + " is 0: only VE0 itself reaches the service (`vz setup` turns it on)"));
        }
        if (!spreading.knows(service.scheduler())) {
            notices.accept(Notice.of(
                    NoticeKind.WARNING,
                    "without IPVS nothing counts connections: " + service.scheduler() + " works like wrr here"));
        }
        Pool pool = Pool.of(service, placements);
        service.servers().stream()
                .map(DeclaredService.Server::ctid)
                .filter(ctid -> !pool.has(ctid) && !placements.of(ctid).isEmpty())
                .forEach(ctid -> notices.accept(Notice.of(
                        NoticeKind.WARNING,
                        "container " + ctid + " has no " + (service.vip().v6() ? "IPv6" : "IPv4")
                                + " address that VE0 knows of")));
    }

    private static VezereException refused(FailureKind kind, DeclaredService service, String reason) {
        return new VezereException(kind, "service " + service.name() + ": " + reason);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        spreading.close();
    }
}
