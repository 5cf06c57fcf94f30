# Vezere's side of bench/compare: VE 101 runs, VE 102 is created and destroyed.
# shellcheck shell=bash disable=SC2034,SC2154 # sourced by bench/compare
declare -A vezere=(
    [process]='/bin/true'
    [create]='vzctl create 102 --ostemplate busybox'
    [destroy]='vzctl destroy 102'
    [start]='vzctl start 101'
    [stop]='vzctl stop 101 --fast'
    [halt]='vzctl stop 101'
    [exec]='vzctl exec 101 true'
    [exec3]='vzctl exec3 101 /bin/true'
    [status]='vzctl status 101'
    [list]='vzlist -a'
)
vezere_name=Vezere
declare -A vezere_shown=()
vezere_packages='busybox-static iproute2 zstd'

prepare_vezere() {
    vzctl create 101 --ostemplate busybox >>"$log" 2>&1 || fail "vzctl create failed"
    vzctl set 101 --ipadd 198.51.100.9 --hostname ve --ram 256M --swap 0 --numproc 1024 --cpuunits 1000 --save \
        >>"$log" 2>&1 || fail "vzctl set failed"
}

clean_up_vezere() {
    [ -S "$node/run/vezere/vzd.sock" ] || return 0
    {
        vzctl stop 101 --fast
        vzctl destroy 101
        vzctl destroy 102
    } >/dev/null 2>&1
    return 0
}

# What a start spends its time with, as vzd itself measures it.
steps_of_start() {
    local round
    for ((round = 0; round < runs; round++)); do
        vzctl --verbose start 101 >"$work/start" 2>>"$log" || fail "failed: vzctl --verbose start 101"
        sed -n 's/^\(.*[^ ]\)  *\([0-9.]*\) ms$/\2 \1/p' "$work/start" >>"$work/steps"
        sleep 0.15
        vzctl stop 101 --fast >>"$log" 2>&1 || fail "failed: vzctl stop 101 --fast"
        sleep 0.15
    done
}
