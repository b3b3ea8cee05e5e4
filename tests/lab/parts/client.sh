# What the user of a lab gets: keys, known host keys, an ssh configuration and an inventory.

make_keys() {
    ssh-keygen -q -t ed25519 -N '' -C "lab $name" -f "$DIR/id_ed25519" < /dev/null 8<&- 9<&- &
    for host in $HOSTS; do
        ssh-keygen -q -t ed25519 -N '' -C "$host" -f "$state/hosts/$host/key" < /dev/null 8<&- 9<&- &
    done
}

make_client_files() {
    local type key
    cp "$DIR/id_ed25519.pub" "$state/client.pub"
    for host in $HOSTS; do
        read -r type key _ < "$state/hosts/$host/key.pub"
        echo "$(address_of "$host") $type $key"
    done > "$DIR/known_hosts"
    ssh_config > "$DIR/ssh_config"
    inventory > "$DIR/lab.json"
    # Raised by sudo for somebody: the files are for them.
    [ -z "${SUDO_UID:-}" ] || (cd "$DIR" && chown "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" . $client_files 2> /dev/null || :)
}

ssh_config() {
    for host in $HOSTS; do
        printf 'Host %s\n    HostName %s\n' "$host" "$(address_of "$host")"
        [ -z "$JUMP" ] || [ "$host" = jump ] || printf '    ProxyJump jump\n'
    done
    cat <<CONFIG
Host ${HOSTS}
    User $USER_NAME
    IdentityFile "$DIR/id_ed25519"
    IdentitiesOnly yes
    UserKnownHostsFile "$DIR/known_hosts"
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
CONFIG
}

inventory() {
    local number separator='' group
    printf '{\n  "hosts": {'
    for ((number = 1; number <= COUNT; number++)); do
        group=$([ $number = 1 ] && echo server || echo client)
        printf '%s\n    "h%s": { "connect": "ssh:h%s", "address": "10.%s.0.%s",\n' "$separator" $number $number "$NET" $number
        printf '      "addresses": { "storage": "10.%s.1.%s"%s },\n' "$NET" $number "${IPV6:+, \"ipv6\": \"fdab:$NET::$number\"}"
        printf '      "groups": ["lab", "%s"], "params": { "nic": "eth0" } }' "$group"
        separator=,
    done
    printf '\n  }\n}\n'
}
