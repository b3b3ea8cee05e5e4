#!/bin/sh
# Becomes one host of a lab. Started as process 1 of new process, mount, host name and IPC spaces inside the host's network
# namespace, it makes the machine look like one of its own and then becomes its sshd.
# usage: host.sh STATE HOST       STATE: the lab's state folder, with settings.sh and the host's own files
set -eu
umask 022
state=$1 host=$2
# own FILE: the host's own form of a file, or that of all.
own() { [ -e "$state/hosts/$host/$1" ] && echo "$state/hosts/$host/$1" || echo "$state/${2-}$1"; }
. "$(own settings.sh)"

printf '%s\n' "$host" > /proc/sys/kernel/hostname
ip -batch "$state/hosts/$host/network"

# A copy of these mounts would keep the other hosts' networks alive.
umount -n -R -l /run/netns 2>/dev/null || :

# /run is prepared aside and moved into place, because the lab's own files lie under the /run that it covers.
stage=$state/stage
mount -n -t tmpfs -o mode=755,nosuid,nodev run "$stage"
mkdir -p "$stage/sshd" "$stage/lab" "$stage/lock"
chmod 1777 "$stage/lock"
cp "$(own passwd etc/)" "$state/etc/group" "$state/etc/shadow" "$state/etc/hosts" "$(own fstab)" "$state/client.pub" \
    "$state/hosts/$host/key" "$stage/lab/"
[ ! -d "$state/hosts/$host/home" ] || cp -R "$state/hosts/$host/home" "$stage/lab/home"
[ -z "$SUDO" ] || printf 'Defaults secure_path="/usr/sbin:/usr/bin:/sbin:/bin"\n%s ALL=(ALL) NOPASSWD: ALL\n' "$USER_NAME" > "$stage/lab/sudoers"
[ -z "$SUDO" ] || chmod 440 "$stage/lab/sudoers"
printf '%s\n' "$host" > "$stage/lab/hostname"
chmod 600 "$stage/lab/shadow" "$stage/lab/key"
if [ -n "$DOTNET_PRIVATE" ]; then
    mkdir "$stage/dotnet"
    mount -n --bind "$DOTNET_PRIVATE" "$stage/dotnet"
fi
if [ -n "$slurm" ]; then
    mkdir -p "$stage/${state#/run/}/slurm"
    mount -n --bind "$state/slurm" "$stage/${state#/run/}/slurm"
fi
mount -n --move "$stage" /run
# These two are not for fstab: `mount -a` takes them for mounted already.
mount -n -t sysfs -o ro sysfs /sys
mount -n -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts /dev/pts
mount -n --bind /dev/pts/ptmx /dev/ptmx
mount -n -a -T /run/lab/fstab
install -d -m 700 -o "$USER_ID" -g "$USER_ID" "/home/$USER_NAME"
[ ! -d /run/lab/home ] || { cp -R /run/lab/home/. "/home/$USER_NAME"; chown -R "$USER_ID:$USER_ID" "/home/$USER_NAME"; }

if [ -n "$BUSYBOX" ]; then
    # From here on no other program is left but sshd, which starts itself anew for every connection.
    mkdir /run/lab/bin /run/lab/sbin
    cp "$BUSYBOX" /run/lab/bin/busybox
    /run/lab/bin/busybox --install /run/lab/bin
    touch /run/lab/sbin/sshd
    mount -n --bind "$SSHD" /run/lab/sbin/sshd
    mount -n --rbind /run/lab/sbin /usr/sbin
    mount -n --bind /run/lab/bin /usr/bin
fi
# Last, since a bind takes the flags of what it is made from.
[ -z "$noexec" ] || mount -o remount,noexec,nosuid,nodev /run

if [ -n "$slurm" ]; then
    mount -n --bind "$state/slurm" /etc/slurm
    slurmd < /dev/null || { cat /run/lab/slurmd.log >&2; exit 1; }
fi

# A jump host has to forward, whatever the hosts behind it do.
[ "$host" != jump ] || FORWARDING=yes
exec "$SSHD" -D -e -f /dev/null -h /run/lab/key -o PidFile=/run/lab/ready -o UsePAM=no -o PermitRootLogin=no \
    -o PasswordAuthentication=no -o KbdInteractiveAuthentication=no -o AuthorizedKeysFile=/run/lab/client.pub \
    -o "AllowTcpForwarding=$FORWARDING" -o "Subsystem=sftp internal-sftp" ${SET_ENV:+-o "SetEnv=$SET_ENV"}
