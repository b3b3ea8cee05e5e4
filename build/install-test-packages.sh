#!/bin/sh
# Installs the Debian packages that the tests use, starting none of their services. Quick when all is there already.
# usage: build/install-test-packages.sh          (as root)
set -eu

needed="openssh-server openssh-client iproute2 util-linux iperf3 netcat-openbsd netcat-traditional python3-minimal busybox tcsh fish procps
redis-server nginx sudo
libxml2-utils wget curl socat tar gzip rsync
slurmctld slurmd slurm-client munge"
wanted="netperf"        # Debian has it in non-free only: the tests that use it are skipped without it
sources=/etc/apt

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

missing() {
    for package in "$@"; do installed "$package" || printf '%s ' "$package"; done
}

# The machine's own Debian sources once more, with the component non-free instead of theirs.
add_non_free() {
    list=$sources/sources.list.d/streamlib-tests-non-free
    ! grep -rqsE '^(Components:|deb ).* non-free( |$)' "$sources/sources.list" "$sources/sources.list.d" || return 0
    awk '
        function flush() { if (stanza ~ /(^|\n)Types:[^\n]*deb/ && main && debian) printf "%s\n", stanza; stanza = ""; main = debian = 0 }
        /^[[:space:]]*$/ { flush(); next }
        /^#/ { next }
        /^Components:/ { main = / main( |$)/; $0 = "Components: non-free" }
        /^Signed-By:.*debian-archive/ { debian = 1 }
        { stanza = stanza $0 "\n" }
        END { flush() }' "$sources"/sources.list.d/*.sources > "$list.sources" 2> /dev/null || :
    [ -s "$list.sources" ] || rm -f "$list.sources"
    [ ! -r "$sources/sources.list" ] ||
        sed -n 's/^\(deb .*debian[^ ]* [^ ]*\) main\( .*\)\{0,1\}$/\1 non-free/p' "$sources/sources.list" > "$list.list"
    [ -s "$list.list" ] || rm -f "$list.list"
}

# Debian starts a service when its package is installed, unless this file says no.
policy=/usr/sbin/policy-rc.d made=
forbid_services() {
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod 755 "$policy"; made=yes; }
}
allow_services() { [ -z "$made" ] || rm -f "$policy"; }

needs=$(missing $needed)
wants=$(missing $wanted)
[ -n "$needs$wants" ] || exit 0
[ "$(id -u)" -eq 0 ] || { echo "install-test-packages: root is needed to install: $needs$wants" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive

trap allow_services EXIT
trap 'exit 130' INT TERM HUP
forbid_services
[ -z "$wants" ] || add_non_free
apt-get update -q || echo "install-test-packages: some package lists could not be fetched; going on with those at hand" >&2
[ -z "$needs" ] || apt-get install -y -q --no-install-recommends $needs
for package in $wants; do
    apt-get install -y -q --no-install-recommends "$package" ||
        echo "install-test-packages: $package cannot be had from this machine's package sources; going on without it" >&2
done
