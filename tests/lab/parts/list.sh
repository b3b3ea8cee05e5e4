lab_list() {
    local state
    for state in "$base"/*/; do
        [ -e "$state/info" ] || continue
        (. "$state/info"; printf '%s\t%s hosts, since %s\t%s\n' "$(basename "$state")" "$COUNT" "$SINCE" "$DIR")
    done
}
