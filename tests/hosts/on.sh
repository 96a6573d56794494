#!/bin/sh
# Runs a command on a host of network.sh as ssh would, with nothing of the caller's environment. It is Open MPI's launch agent.
#   tests/hosts/on.sh HOST COMMAND ...
host=$1
shift
# shellcheck disable=SC2016 # expanded by the inner shell
exec nsenter --net="/run/netns/$host" unshare --uts sh -c 'hostname "$0"; exec env -i PATH="$PATH" HOME="$HOME" sh -c "exec $*"' "$host" "$@"
