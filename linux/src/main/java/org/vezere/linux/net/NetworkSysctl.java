package org.vezere.linux.net;

import java.nio.charset.StandardCharsets;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.SmallFiles;

/// Files below `/proc/sys/net` (kernel document `networking/ip-sysctl.rst`): the kernel shows those of the network
/// namespace of the thread that opens them.
public final class NetworkSysctl {
    private NetworkSysctl() {}

    /// Writes `/proc/sys/net/FAMILY/conf/LINK/NAME`.
    ///
    /// @param family `ipv4` or `ipv6`
    public static void set(String family, String link, String name, int value) {
        write(path(family, link, name), value);
    }

    /// Writes `/proc/sys/net/NAME`.
    ///
    /// @param name such as `ipv4/vs/conntrack`
    public static void set(String name, int value) {
        write("/proc/sys/net/" + name, value);
    }

    private static void write(String path, int value) {
        int result = SmallFiles.write(
                SmallFiles.AT_FDCWD, path, Integer.toString(value).getBytes(StandardCharsets.US_ASCII));
        Checked.result(result, "write", path + ", " + value);
    }

    /// Reads `/proc/sys/net/FAMILY/conf/LINK/NAME`.
    public static int get(String family, String link, String name) {
        return number(path(family, link, name));
    }

    /// Whether packets of one family are forwarded between links (`ip_forward`, `conf/all/forwarding`). An IPv6
    /// that the kernel does not have forwards nothing.
    public static boolean isForwarding(boolean ipv6) {
        try {
            return number("/proc/sys/net/" + (ipv6 ? "ipv6/conf/all/forwarding" : "ipv4/ip_forward")) != 0;
        } catch (KernelException missing) {
            return false;
        }
    }

    private static String path(String family, String link, String name) {
        return "/proc/sys/net/" + family + "/conf/" + LinkChange.checkedName(link) + "/" + name;
    }

    private static int number(String path) {
        SmallFiles.Content content = SmallFiles.read(SmallFiles.AT_FDCWD, path);
        Checked.result(content.result(), "read", path);
        return Integer.parseInt(content.text().strip());
    }
}
