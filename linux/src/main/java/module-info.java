/// The Linux kernel in Java: one small class per kernel subject, without any idea of what a VE is.
///
/// Only the inner package `org.vezere.linux.ffi` touches `java.lang.foreign`; it is not exported.
@org.jspecify.annotations.NullMarked
module org.vezere.linux {
    requires static org.jspecify;

    exports org.vezere.linux.cgroup;
    exports org.vezere.linux.loop;
    exports org.vezere.linux.mount;
    exports org.vezere.linux.net;
    exports org.vezere.linux.nft;
    exports org.vezere.linux.path;
    exports org.vezere.linux.plan;
    exports org.vezere.linux.probe;
    exports org.vezere.linux.process;
    exports org.vezere.linux.pty;
    exports org.vezere.linux.seccomp;
    exports org.vezere.linux.sysctl;
    exports org.vezere.linux;
}
