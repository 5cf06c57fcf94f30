# systemd-nspawn's side of bench/compare.
# shellcheck shell=bash disable=SC2034,SC2154 # sourced by bench/compare
#
# It stays in the foreground for as long as its container runs, and tells by a notification that init is executed. So a
# program of ours that is there already (nspawn-keeper) starts it and waits, as systemd would. Entering, listing and
# asking are systemd-machined's, which cannot be without systemd as the machine's init: these rows are empty.
declare -A nspawn=(
    [process]='/bin/true'
    [start]='nspawn_ask start'
    [stop]='nspawn_ask stop'
    [halt]='nspawn_ask halt'
)
declare -A nspawn_shown=(
    [start]='systemd-nspawn --keep-unit --register=no -M 101 ...'
    [stop]='kill -9 INIT'
    [halt]='kill NSPAWN'
)
nspawn_name=systemd-nspawn
nspawn_packages='systemd-container perl-base'
nspawn_version() { systemd-nspawn --version | sed -n '1s/^systemd \([^ ]*\).*/\1/p'; }
nspawn_keeper=

# It makes no limits without systemd, and its groups below the one it is in: the keeper moves into groups with the
# limits of the others, once.
prepare_nspawn() {
    mkdir -p "$work/nspawn/root"
    tar --zstd --numeric-owner -xf "$node/vz/template/cache/busybox.tar.zst" -C "$work/nspawn/root"
    mkfifo "$work/nspawn/asked" "$work/nspawn/answered"
    nspawn_groups
    "$home/bench/peers/nspawn-keeper" "$work/nspawn" "${nspawn_procs[@]}" >>"$log" 2>&1 </dev/null &
    nspawn_keeper=$!
    # Opened for both, which does not wait for the other end: a keeper that failed is noticed by its silence.
    exec {nspawn_asked}<>"$work/nspawn/asked" {nspawn_answered}<>"$work/nspawn/answered"
}

nspawn_groups() {
    local directory
    nspawn_procs=()
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        directory=/sys/fs/cgroup/$group/nspawn
        mkdir -p "$directory"
        echo '+memory +pids +cpu' >"${directory%/*}/cgroup.subtree_control"
        echo 268435456 >"$directory/memory.max"
        echo 1024 >"$directory/pids.max"
        nspawn_procs+=("$directory/cgroup.procs")
        return
    fi
    for directory in /sys/fs/cgroup/{unified,systemd,memory,pids,cpu}; do
        [ -d "$directory" ] || continue
        mkdir -p "$directory/$group/nspawn"
        nspawn_procs+=("$directory/$group/nspawn/cgroup.procs")
    done
    echo 268435456 >"/sys/fs/cgroup/memory/$group/nspawn/memory.limit_in_bytes"
    echo 1024 >"/sys/fs/cgroup/pids/$group/nspawn/pids.max"
    echo 1000 >"/sys/fs/cgroup/cpu/$group/nspawn/cpu.shares"
}

# nspawn_ask start|stop|halt
nspawn_ask() {
    local answer=
    echo "$1" >&"$nspawn_asked"
    read -r -t 20 -u "$nspawn_answered" answer || answer="no answer"
    [ "$answer" = "done" ] || echo "systemd-nspawn, $1: $answer"
    [ "$answer" = "done" ]
}

# The keeper ends its container and itself.
clean_up_nspawn() {
    [ -n "$nspawn_keeper" ] || return 0
    [ ! -d "/proc/$nspawn_keeper" ] || echo end >&"$nspawn_asked"
    wait "$nspawn_keeper"
}
