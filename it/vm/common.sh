# What the scripts of the hardware-node VM share; sourced, not executed.
#
# VEZERE_CACHE    where the disk image is kept between runs    (/var/cache/vezere)
# VEZERE_VM_RUN   where a running VM keeps its files           (/var/tmp/vezere-vm)
# VEZERE_VM       the VM's name; several may run side by side  (hn1)

set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=${VEZERE_CACHE:-/var/cache/vezere}
name=${VEZERE_VM:-hn1}
run=${VEZERE_VM_RUN:-/var/tmp/vezere-vm}/$name

say() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

die() {
    say "$@"
    exit 1
}

case $name in
    hn[1-9] | hn[1-9][0-9]) number=${name#hn} ;;
    *) die "VEZERE_VM is \"$name\"; a VM is called hn1 to hn99" ;;
esac

# Installs the Debian packages that are missing: need PROGRAM PACKAGE ...
need() {
    missing=
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
        shift 2
    done
    [ -n "$missing" ] || return 0
    [ "$(id -u)" = 0 ] || die "missing:$missing; install them, or call this as root"
    say "installing$missing"
    # shellcheck disable=SC2086 # the names are meant to be split
    if ! DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >&2; then
        apt-get update -q >&2
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >&2
    fi
}

# Whether the VM's QEMU lives: its pid may have been given to another program since.
running() {
    [ -s "$run/pid" ] && pid=$(cat "$run/pid") &&
        tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$name,process=vezere-$name"
}

# Executes a command in the VM. One connection is kept open, since a key exchange costs a second in an emulated CPU.
vm_ssh() {
    ssh -q -F /dev/null -p "$(cat "$run/port")" -i "$run/key" \
        -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=20 \
        -o ControlMaster=auto -o ControlPersist=600 -o ControlPath="$run/ssh" \
        root@127.0.0.1 "$@"
}
