#!/usr/bin/env bash
# Runs a command beside COUNT hosts of its own, host1, host2, ...: each a network namespace with a cable (veth) to one switch (bridge).
#   tests/hosts/network.sh COUNT COMMAND ...
# The command may run things on them by on.sh, and cut one off: `ip link set cable2 down`. Processes, hosts and names end with the command:
# all live in namespaces that nothing else sees. Needs Linux, iproute2, util-linux, and root or user namespaces.
set -euo pipefail
if [ "${NETWORK:-}" != inside ]; then
    NETWORK=inside exec unshare --map-root-user --net --mount --uts --pid --fork --kill-child --mount-proc "$0" "$@"
fi
unset NETWORK
count=$1
shift

mount -t tmpfs none /run
mkdir /run/netns
names=$(mktemp)
trap 'rm -f "$names"' EXIT
printf '127.0.0.1 localhost\n' >"$names"
ip link set lo up
ip link add switch type bridge
ip link set switch up
for ((host = 1; host <= count; host++)); do
    ip netns add "host$host"
    ip link add "cable$host" type veth peer name eth0 netns "host$host"
    ip link set "cable$host" master switch up
    ip -n "host$host" address add "10.77.0.$host/24" dev eth0
    ip -n "host$host" link set lo up
    ip -n "host$host" link set eth0 up
    printf '10.77.0.%s host%s\n' "$host" "$host" >>"$names"
done
mount --bind "$names" /etc/hosts
"$@"
