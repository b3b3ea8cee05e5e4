# Read through the host's own /proc mount, from outside: a host needs no ps for it, and nothing is started there.
lab_ps() {
    read_name "$@"
    need_root
    load_lab
    [ ${#rest[@]} -eq 1 ] || fail "which host? lab '$name' has: $HOSTS" 2
    need_host "${rest[0]}"
    local folder line key value state uid command words slurmd=
    { read -r slurmd < "/proc/$init/root/run/lab/slurmd.pid"; } 2> /dev/null || :
    for folder in "/proc/$init/root/proc"/[0-9]*; do
        [ "${folder##*/}" != 1 ] && [ "${folder##*/}" != "$slurmd" ] || continue
        command='' state='?' uid='?'
        # A process may end while it is looked at.
        { mapfile -d '' -t words < "$folder/cmdline"; } 2> /dev/null || continue
        { while read -r key value; do
            case $key in
                Name:) command="[$value]" ;;
                State:) state=${value%% *} ;;
                Uid:) uid=${value%%[[:space:]]*} ;;
            esac
        done < "$folder/status"; } 2> /dev/null || continue
        [ ${#words[@]} -eq 0 ] || command="${words[*]}"
        command=${command//$'\n'/ }
        # sshd writes its title over its arguments and fills the rest with blanks.
        printf '%s\t%s\t%s\t%s\n' "${folder##*/}" "$uid" "$state" "${command%"${command##*[![:space:]]}"}"
    done
}
