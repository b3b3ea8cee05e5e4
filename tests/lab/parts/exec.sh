lab_exec() {
    use_name lab
    while [ $# -gt 0 ]; do
        case $1 in
            --name) [ $# -ge 2 ] || fail "--name needs a value" 2; use_name "$2"; shift 2 ;;
            --name=*) use_name "${1#*=}"; shift ;;
            *) break ;;
        esac
    done
    need_root
    load_lab
    [ $# -ge 2 ] || fail "usage: lab exec [--name NAME] HOST COMMAND…" 2
    need_host "$1"
    shift
    exec env -i HOME=/root USER=root LANG=C.UTF-8 ${TERM:+"TERM=$TERM"} PATH="${SESSION_PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/sbin:/sbin" \
        nsenter --target "$init" --mount --uts --ipc --net --pid -- "$@" 8<&-
}
