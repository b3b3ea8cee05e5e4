lab_cut() { set_cables down "$@"; }

# set_cables up|down HOST…: on this side of the cables, so that a host keeps its addresses and sees only a lost carrier.
set_cables() {
    local to=$1
    shift
    read_name "$@"
    need_root
    load_lab
    [ ${#rest[@]} -gt 0 ] || fail "which host? lab '$name' has: $HOSTS" 2
    for host in "${rest[@]}"; do
        need_host "$host"
        ip link set "lab${NET}$host" "$to"
    done
}
