# LXC's side of bench/compare and bench/many.
# shellcheck shell=bash disable=SC2034,SC2154 # sourced by them
declare -A lxc=(
    [process]='/bin/true'
    [create]='lxc-copy -n base -N 102 -s -B overlay'
    [destroy]='lxc-destroy -n 102'
    [start]='lxc-start -n 101'
    [stop]='lxc-stop -k -n 101'
    [halt]='lxc-stop -n 101'
    [exec]='lxc-attach -n 101 -- true'
    [exec3]='lxc-attach -n 101 -- /bin/true'
    [status]='lxc-info -n 101 -s'
    [list]='lxc-ls -f'
)
lxc_name=LXC
declare -A lxc_shown=()
lxc_packages=lxc
lxc_version() { lxc-start --version; }

# What makes LXC quickest while it does the same: newuidmap and newgidmap, which only users other than root need, cost
# it two processes: hidden. Its containers are made in a directory of this run.
lxc_ground() {
    local program
    mkdir "$work/lxc"
    mount --bind "$work/lxc" /var/lib/lxc
    for program in newuidmap newgidmap; do
        [ ! -e /usr/bin/$program ] || mount --bind /dev/null /usr/bin/$program
    done
}

prepare_lxc() {
    local root=/var/lib/lxc/base/rootfs
    lxc_ground
    mkdir -p $root
    tar --zstd --numeric-owner -xf "$node/vz/template/cache/busybox.tar.zst" -C $root
    printf '%s\n' "lxc.uts.name = base" "lxc.rootfs.path = dir:$root" >/var/lib/lxc/base/config
    lxc_container 101 198.51.100.10/32
}

clean_up_lxc() {
    [ -d "$work/lxc" ] || return 0
    lxc-stop -k -n 101 >/dev/null 2>&1
    lxc-destroy -n 102 >/dev/null 2>&1
    return 0
}

# lxc_container NAME ADDRESS/LENGTH: ids shifted by an id-mapped mount of a plain directory, a veth pair with an address
# and no bridge, limits for memory, processes and CPU, the seccomp profile and the capabilities of its own common.conf.
lxc_container() {
    local directory=/var/lib/lxc/$1 version=4
    [[ $2 != *:* ]] || version=6
    mkdir -p "$directory/rootfs"
    tar --zstd --numeric-owner -xf "$node/vz/template/cache/busybox.tar.zst" -C "$directory/rootfs"
    cat >"$directory/config" <<-END
	lxc.uts.name = ve
	lxc.rootfs.path = dir:$directory/rootfs
	lxc.rootfs.options = idmap=container
	lxc.idmap = u 0 1900000000 65536
	lxc.idmap = g 0 1900000000 65536
	lxc.cgroup.dir.container = $group/$1/payload
	lxc.cgroup.dir.monitor = $group/$1/monitor
	lxc.cgroup.dir.monitor.pivot = $group/pivot
	$(lxc_limits)
	lxc.net.0.type = veth
	lxc.net.0.flags = up
	lxc.net.0.veth.pair = lxc$1
	lxc.net.0.ipv$version.address = $2
	lxc.mount.auto = proc:mixed sys:mixed
	lxc.cap.drop = mac_admin mac_override sys_time sys_module sys_rawio
	lxc.seccomp.profile = /usr/share/lxc/config/common.seccomp
	lxc.apparmor.profile = unconfined
	lxc.pty.max = 1024
	lxc.tty.max = 0
	lxc.init.cmd = /sbin/init
	lxc.signal.halt = SIGUSR1
	END
}

lxc_limits() {
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        printf '%s\n' 'lxc.cgroup2.memory.max = 268435456' 'lxc.cgroup2.pids.max = 1024' 'lxc.cgroup2.cpu.weight = 100'
    else
        printf '%s\n' 'lxc.cgroup.memory.limit_in_bytes = 268435456' 'lxc.cgroup.pids.max = 1024' \
            'lxc.cgroup.cpu.shares = 1000'
    fi
}
