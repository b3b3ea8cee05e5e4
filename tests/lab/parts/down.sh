lab_down() {
    read_name "$@"
    [ ${#rest[@]} -eq 0 ] || fail "down does not know '${rest[0]}'" 2
    need_root
    [ -e "$state" ] || { echo "No lab '$name' is up."; return; }
    need ip iproute2 flock util-linux
    lock_labs
    [ ! -e "$state" ] || remove_lab
    leave_base
    unlock_labs
    echo "Lab '$name' is down."
}

# remove_lab: everything that `up` made under $name, whatever point it had come to. Needs the lock.
remove_lab() {
    local NET='' DIR='' DIR_MADE='' HOSTS='' host
    [ ! -e "$state/info" ] || . "$state/info"
    kill_hosts
    if [ -n "$NET" ]; then
        ip link delete group $((link_group + NET)) 2> /dev/null || :
        ip route delete unreachable "10.$NET.0.0/16" 2> /dev/null || :
    fi
    for host in $HOSTS; do
        [ ! -e "/run/netns/$name-$host" ] || printf 'netns delete %s-%s\n' "$name" "$host"
    done | ip -force -batch - 2> /dev/null || :
    if [ -n "$DIR" ] && [ -d "$DIR" ]; then
        (cd "$DIR" && rm -f $client_files)
        [ -z "$DIR_MADE" ] || rmdir "$DIR" 2> /dev/null || :
    fi
    rm -rf "$state"
}

# A process belongs to the lab when it is in the network of one of its hosts: that holds for their process 1, whose end takes
# everything on the host along, and for what was started there by `lab exec` or `ip netns exec`; an id cannot be mistaken.
kill_hosts() {
    local netns=() ids
    for host in $HOSTS; do
        [ ! -e "/run/netns/$name-$host" ] || netns+=("/run/netns/$name-$host")
    done
    [ ${#netns[@]} -gt 0 ] || return 0
    while ids=$(processes_in "${netns[@]}") && [ -n "$ids" ]; do
        kill -9 $ids 2> /dev/null || :
        pause 0.02
    done
}

processes_in() {
    { stat -L -c '%i' "$@"; echo; stat -L -c '%i %n' /proc/[0-9]*/ns/net 2> /dev/null || :; } |
        awk -F '[ /]' 'NF == 0 { ours = 1 } !ours { mine[$1] = 1 } ours && $1 in mine { print $4 }'
}

# The last lab to leave takes along what the first one brought.
leave_base() {
    local left
    left=$(ls -A "$base")
    if [ "$left" = .netns-made ]; then
        [ -n "$(ls -A /run/netns)" ] || { umount -n -l /run/netns; rmdir /run/netns; } 2> /dev/null || :
        rm -f "$base/.netns-made"
    fi
    rmdir "$base" 2> /dev/null || :
}
