# What all commands share: options, the lab's state, the lock, errors.

fail() { printf 'lab: %s\n' "$1" >&2; exit "${2:-1}"; }

need_root() {
    [ "$(id -u)" -eq 0 ] || fail "root is needed to make network namespaces; run it as root or with sudo"
}

# need COMMAND PACKAGE …: says at once everything that is missing, and where Debian has it.
need() {
    local missing=()
    while [ $# -gt 0 ]; do
        # bash names a file that cannot be executed, too, when there is no other.
        [ -x "$(command -v "$1")" ] || missing+=("$1 (Debian package $2)")
        shift 2
    done
    [ ${#missing[@]} -eq 0 ] || { local IFS=,; fail "not found on this machine: ${missing[*]}"; }
}

use_name() {
    [[ $1 =~ ^[a-z0-9][a-z0-9-]{0,31}$ ]] || fail "'$1' is no name for a lab: 1 to 32 of a-z, 0-9 and -" 2
    name=$1 state=$base/$1
}

# Takes --name NAME (or --name=NAME) out of the arguments and leaves the rest in "${rest[@]}".
read_name() {
    rest=()
    use_name lab
    while [ $# -gt 0 ]; do
        case $1 in
            --name) [ $# -ge 2 ] || fail "--name needs a value" 2; use_name "$2"; shift ;;
            --name=*) use_name "${1#*=}" ;;
            *) rest+=("$1") ;;
        esac
        shift
    done
}

load_lab() {
    [ -e "$state/info" ] || fail "there is no lab '$name'; up are: $(lab_names)"
    . "$state/info"
}

lab_names() {
    local names
    names=$(ls "$base" 2> /dev/null | tr '\n' ' ')
    printf '%s\n' "${names:-none}"
}

# need_host HOST: host, its namespace and its process 1 as seen from outside.
need_host() {
    local known unshare
    host=$1 init=
    while read -r known unshare known_init _; do
        [ "$known" != "$host" ] || init=$known_init
    done < "$DIR/hosts"
    [ -n "$init" ] || fail "there is no host '$host' in lab '$name'; it has: $HOSTS"
    netns=$name-$host
}

# The folder itself is the lock; it is gone when the last lab went down, hence the second look.
lock_labs() {
    while :; do
        mkdir -p "$base"
        exec 9< "$base" || continue
        flock 9
        [ "$base" -ef /dev/fd/9 ] && return
        exec 9<&-
    done
}

unlock_labs() { exec 9<&-; }

# A pause without a process: nothing ever arrives on this pipe.
exec 8<> <(:)
pause() { read -r -t "$1" -u 8 || :; }

# All links of a lab are in one group of their own, which the kernel can delete in one go.
link_group=1521483776

client_files="ssh_config id_ed25519 id_ed25519.pub known_hosts lab.json hosts slurm.conf"
