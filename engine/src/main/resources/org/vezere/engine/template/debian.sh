#!/bin/sh
# Makes a freshly installed Debian a template: what must differ from VE to VE goes, what each VE makes at its first
# boot is prepared. Nothing else is touched: no unit is masked, no package is reconfigured.
# Run by mmdebstrap as a customize hook, with the system's directory as its argument.
set -eu
root=$1

# An empty machine-id (unlike a missing one) makes systemd generate an id without asking first-boot questions.
: > "$root/etc/machine-id"
rm -f "$root/var/lib/dbus/machine-id"
ln -s /etc/machine-id "$root/var/lib/dbus/machine-id"

# Written by Vezere for each VE.
rm -f "$root/etc/hostname" "$root/etc/resolv.conf"

# Every VE has host keys of its own. Debian 13's sshd-keygen.service runs at a first boot only (see machine-id above).
rm -f "$root"/etc/ssh/ssh_host_*_key "$root"/etc/ssh/ssh_host_*_key.pub
cat > "$root/etc/systemd/system/ssh-host-keys.service" << 'UNIT'
[Unit]
Description=Generate missing SSH host keys
Before=ssh.service ssh.socket
ConditionPathExists=!/etc/ssh/ssh_host_ed25519_key

[Service]
Type=oneshot
ExecStart=/usr/bin/ssh-keygen -A

[Install]
WantedBy=ssh.service ssh.socket
UNIT
for wanting in ssh.service ssh.socket; do
    mkdir -p "$root/etc/systemd/system/$wanting.wants"
    ln -sf ../ssh-host-keys.service "$root/etc/systemd/system/$wanting.wants/ssh-host-keys.service"
done

# UTF-8 everywhere without the 16 MB of the package locales.
echo LANG=C.UTF-8 > "$root/etc/default/locale"

# Settings of the machine that built this (proxy, validity of the mirror), lists and logs of the installation.
rm -f "$root/etc/apt/apt.conf.d/99mmdebstrap"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb
rm -rf "$root"/var/cache/ldconfig/aux-cache "$root"/var/log/apt "$root"/var/log/dpkg.log \
    "$root"/var/log/alternatives.log "$root"/var/log/bootstrap.log
