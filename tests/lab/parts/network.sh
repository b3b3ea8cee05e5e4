# The networks of a lab: 10.N.0.0/24 is the way to the hosts and between them; 10.N.1.0/24 and fdab:N::/64 are further
# addresses on the same cable; 10.N.2.0/24 lies between this machine and the jump host. This machine is .254 (::fe).

claim_network() {
    local taken
    taken=$({ ip -4 -o address; ip -4 route; } | grep -oE '\b10\.[0-9]+\.' || :)
    for ((NET = 64; NET < 255; NET++)); do
        [[ $taken == *10.$NET.* ]] || ! ip link add "lab$NET" type bridge mcast_snooping 0 2> /dev/null || break
    done
    ((NET < 255)) || fail "no free network: all of 10.64 to 10.254 are in use on this machine"
    remember
    IPV6=$([ "$(cat /proc/sys/net/ipv6/conf/all/disable_ipv6 2> /dev/null)" = 0 ] && echo yes || :)
    [ -d /run/netns ] || : > "$base/.netns-made"
}

address_of() {
    case $1 in
        jump) echo "10.$NET.2.1" ;;
        *) echo "10.$NET.0.${1#h}" ;;
    esac
}

make_network() {
    {
        for host in $HOSTS; do cable "$host" "lab$NET$host"; done
        if [ -n "$JUMP" ]; then
            printf '%s\n' "link add lab${NET}back type veth peer name eth1 netns $name-jump" \
                "link set lab${NET}back group $((link_group + NET)) addrgenmode none master lab$NET up" \
                "address add 10.$NET.2.254/24 dev lab${NET}jump" \
                "route add unreachable 10.$NET.0.0/16"
        else
            printf 'address add %s dev %s\n' "10.$NET.0.254/24" "lab$NET" "10.$NET.1.254/24" "lab$NET"
            [ -z "$IPV6" ] || printf 'address add fdab:%s::fe/64 dev lab%s nodad\n' "$NET" "$NET"
        fi
        echo "link set lab$NET group $((link_group + NET)) up"
    } > "$state/network"
    ip -batch "$state/network"
    for host in $HOSTS; do inner_network "$host" > "$state/hosts/$host/network"; done
}

# The end of the jump host's own cable stays on this machine; all others go to the bridge.
cable() {
    printf '%s\n' "netns add $name-$1" "link add $2 type veth peer name eth0 netns $name-$1"
    case $1 in
        jump) echo "link set $2 group $((link_group + NET)) addrgenmode none up" ;;
        *) echo "link set $2 group $((link_group + NET)) addrgenmode none master lab$NET up" ;;
    esac
}

inner_network() {
    printf '%s\n' "link set lo up" "address add $(address_of "$1")/24 dev eth0"
    case $1 in
        jump) printf '%s\n' "address add 10.$NET.0.253/24 dev eth1" "link set eth1 up" ;;
        *)
            echo "address add 10.$NET.1.${1#h}/24 dev eth0"
            [ -z "$IPV6" ] || echo "address add fdab:$NET::${1#h}/64 dev eth0 nodad"
            ;;
    esac
    echo "link set eth0 up"
}
