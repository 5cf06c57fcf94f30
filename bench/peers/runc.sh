# runc's side of bench/compare.
# shellcheck shell=bash disable=SC2034,SC2154 # sourced by bench/compare
#
# runc makes no root filesystem and no link: containerd and CNI do that before. So its overlay is mounted beforehand and
# its network namespace has nothing but lo; it has no command that waits for an init to end by itself.
declare -A runc=(
    [process]='/bin/true'
    [start]='runc run -d 101'
    [stop]='runc delete -f 101'
    [exec]='runc exec 101 true'
    [exec3]='runc exec 101 /bin/true'
    [status]='runc state 101'
    [list]='runc list'
)
runc_name=runc
declare -A runc_shown=()
runc_packages=runc
runc_version() { command runc --version | sed -n '1s/.* //p'; }

# The bundle is where runc is called, so that the command line is what it would be.
runc() {
    (cd "$work/runc" && exec runc "$@")
}

prepare_runc() {
    mkdir -p "$work"/runc/{lower,upper,workdir,rootfs}
    tar --zstd --numeric-owner -xf "$node/vz/template/cache/busybox.tar.zst" -C "$work/runc/lower"
    # This runc knows no id-mapped mounts: the files get the container's ids.
    chown -R --no-dereference 1900000000:1900000000 "$work/runc/lower" "$work/runc/upper"
    mount -t overlay -o "lowerdir=$work/runc/lower,upperdir=$work/runc/upper,workdir=$work/runc/workdir" runc \
        "$work/runc/rootfs"
    runc_spec >"$work/runc/config.json"
}

clean_up_runc() {
    [ -d "$work/runc/rootfs" ] || return 0
    runc delete -f 101 >/dev/null 2>&1
    umount "$work/runc/rootfs"
}

# Limits as for the others; the system calls that LXC's common.seccomp refuses are refused here.
runc_spec() {
    local capabilities
    capabilities='["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID",
        "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_SYS_CHROOT", "CAP_SYS_ADMIN",
        "CAP_SYS_BOOT", "CAP_MKNOD", "CAP_AUDIT_WRITE", "CAP_SETFCAP"]'
    cat <<-END
	{
	  "ociVersion": "1.0.2",
	  "hostname": "ve",
	  "root": {"path": "rootfs"},
	  "process": {
	    "args": ["/sbin/init"], "cwd": "/", "user": {"uid": 0, "gid": 0},
	    "env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
	    "capabilities": {"bounding": $capabilities, "effective": $capabilities, "permitted": $capabilities}
	  },
	  "mounts": [
	    {"destination": "/proc", "type": "proc", "source": "proc"},
	    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]},
	    {"destination": "/dev/pts", "type": "devpts", "source": "devpts",
	      "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]},
	    {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"]}
	  ],
	  "linux": {
	    "cgroupsPath": "/$group/runc",
	    "uidMappings": [{"containerID": 0, "hostID": 1900000000, "size": 65536}],
	    "gidMappings": [{"containerID": 0, "hostID": 1900000000, "size": 65536}],
	    "namespaces": [{"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"},
	      {"type": "user"}, {"type": "cgroup"}],
	    "resources": {
	      "devices": [{"allow": false, "access": "rwm"}],
	      "memory": {"limit": 268435456}, "pids": {"limit": 1024}, "cpu": {"shares": 1000}
	    },
	    "seccomp": {
	      "defaultAction": "SCMP_ACT_ALLOW",
	      "syscalls": [{"action": "SCMP_ACT_ERRNO", "names":
	        ["kexec_load", "open_by_handle_at", "init_module", "finit_module", "delete_module"]}]
	    }
	  }
	}
	END
}
