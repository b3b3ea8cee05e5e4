#!/bin/sh
# Installs what the benchmarks measure beside ours, starting none of the services. Quick when all is there already.
# usage: benchmarks/install-peers.sh          (as root)
set -u

wanted="redis-server zookeeper clustershell pssh ansible parallel rsync openssh-server iproute2"

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

missing=
for package in $wanted; do installed "$package" || missing="$missing $package"; done
[ -n "$missing" ] || exit 0
[ "$(id -u)" -eq 0 ] || { echo "install-peers: root is needed to install:$missing" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive

# Debian starts a service when its package is installed, unless this file says no.
policy=/usr/sbin/policy-rc.d made=
trap '[ -z "$made" ] || rm -f "$policy"' EXIT
trap 'exit 130' INT TERM HUP
[ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod 755 "$policy"; made=yes; }

apt-get update -q || echo "install-peers: some package lists could not be fetched; going on with those at hand" >&2
for package in $missing; do
    apt-get install -y -q --no-install-recommends "$package" || echo "install-peers: $package cannot be had here; going on without it" >&2
done
