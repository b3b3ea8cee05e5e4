. "$here/parts/down.sh"
. "$here/parts/network.sh"
. "$here/parts/system.sh"
. "$here/parts/client.sh"
. "$here/parts/slurm.sh"

lab_up() {
    read_options "$@"
    need_root
    [[ " ${only[*]}" != *busybox* ]] || need busybox busybox
    need ip iproute2 sshd openssh-server ssh-keygen openssh-client unshare util-linux nsenter util-linux flock util-linux \
        setpriv util-linux mount mount awk mawk ${busybox:+busybox busybox} ${SUDO:+sudo sudo}
    [ -z "$slurm" ] || need_slurm

    lock_labs
    remove_orphans
    claim_name
    trap 'abandon' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    mkdir -p "$DIR" "$state/stage" "$state/etc"
    for host in $HOSTS; do mkdir -p "$state/hosts/$host"; done
    make_keys
    claim_network
    make_network
    unlock_labs

    describe_system
    describe_hosts
    wait
    make_client_files
    [ -z "$slurm" ] || make_slurm
    start_hosts
    await_hosts
    [ -z "$slurm" ] || await_slurm
    trap - EXIT INT TERM HUP
    tell
}

read_options() {
    local words=()
    COUNT='' DIR='' OWNER='' hide=() no_dotnet='' JUMP='' FORWARDING=yes shell=/bin/bash noexec='' busybox='' SUDO='' only=() slurm=''
    read_name "$@"
    set -- "${rest[@]}"
    while [ $# -gt 0 ]; do
        case $1 in
            --dir=* | --hide=* | --shell=* | --host=* | --owner=*) set -- "${1%%=*}" "${1#*=}" "${@:2}"; continue ;;
            --dir | --hide | --shell | --host | --owner) [ $# -ge 2 ] || fail "$1 needs a value" 2 ;;&
            --dir) DIR=$2; shift ;;
            --hide) hide+=("$2"); shift ;;
            --shell) shell=$2; shift ;;
            --host) only+=("$2"); shift ;;
            --owner) OWNER=$2; shift ;;
            --sudo) SUDO=yes ;;
            --no-dotnet) no_dotnet=yes ;;
            --jump) JUMP=yes ;;
            --no-forwarding) FORWARDING=no ;;
            --noexec) noexec=yes ;;
            --busybox) busybox=yes ;;
            --slurm) slurm=yes ;;
            -*) fail "up does not know '$1'; see: lab help" 2 ;;
            *) words+=("$1") ;;
        esac
        shift
    done
    [ ${#words[@]} -eq 1 ] && [[ ${words[0]} =~ ^[0-9]{1,3}$ ]] && COUNT=$((10#${words[0]})) && ((COUNT >= 1 && COUNT <= 200)) ||
        fail "up needs the number of hosts, 1 to 200" 2
    [ -z "$OWNER" ] || [ -r "/proc/$OWNER/stat" ] || fail "--owner: there is no process $OWNER" 2
    [ -x "$shell" ] || [ -n "$busybox" ] || fail "--shell: there is no program '$shell' on this machine" 2
    DIR=$(realpath -ms "${DIR:-$state/client}")
    HOSTS=$(printf 'h%d ' $(seq "$COUNT"))
    HOSTS=${JUMP:+jump }${HOSTS% }
}

claim_name() {
    if [ -e "$state" ]; then
        (. "$state/info" 2> /dev/null; fail "a lab '$name' is up already (${COUNT:-?} hosts, since ${SINCE:-?}); \
take it down with: lab down --name $name; or give this one another name with --name")
    fi
    for file in $client_files; do
        [ ! -e "$DIR/$file" ] || fail "--dir: there is a file '$file' in $DIR already; give an empty folder, or one yet to be made"
    done
    DIR_MADE=$([ -d "$DIR" ] || echo yes)
    SINCE=$(date '+%F %T')
    NET='' SESSION_PATH=''
    OWNER=${OWNER:+$OWNER $(start_of "$OWNER")}
    mkdir -m 755 "$state"
    remember
}

# What the other commands need to know. Written before anything is made, so that an `up` that is killed can be taken down.
remember() {
    local key
    for key in COUNT SINCE DIR DIR_MADE HOSTS JUMP NET OWNER SESSION_PATH; do
        printf '%s=%q\n' "$key" "${!key}"
    done > "$state/info.new"
    mv "$state/info.new" "$state/info"
}

# The time since boot at which a process started: with its id it names one process for good.
start_of() {
    local stat
    { read -r stat < "/proc/$1/stat"; } 2> /dev/null || return 0
    stat=(${stat##*) })
    [ "${stat[0]}" = Z ] || echo "${stat[19]}"
}

remove_orphans() {
    local folder owner
    for folder in "$base"/*/; do
        [ -e "$folder/info" ] || continue
        owner=$(OWNER=; . "$folder/info"; echo "$OWNER")
        if [ -n "$owner" ] && [ "$(start_of "${owner% *}")" != "${owner#* }" ]; then
            (use_name "$(basename "$folder")"; remove_lab)
        fi
    done
}

started=()

start_hosts() {
    for host in $HOSTS; do
        setsid nsenter --net="/run/netns/$name-$host" unshare --pid --fork --kill-child --mount --uts --ipc --mount-proc \
            env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            /bin/sh "$here/parts/host.sh" "$state" "$host" < /dev/null > "$state/hosts/$host/log" 2>&1 8<&- &
        started+=($!)
        disown $!
    done
}

# A host is ready when its sshd has written its id, which it does once it listens.
await_hosts() {
    local deadline=$((SECONDS + 30)) index=0 unshare init
    for host in $HOSTS; do
        unshare=${started[index++]}
        init=
        until { [ -n "$init" ] || read -r init _ < "/proc/$unshare/task/$unshare/children"; } 2> /dev/null &&
            [ -e "/proc/$init/root/run/lab/ready" ]; do
            [ -d "/proc/$unshare" ] && ((SECONDS < deadline)) || fail "host $host does not come up: $(tail -n 5 "$state/hosts/$host/log")"
            pause 0.01
        done
        printf '%s %s %s %s %s\n' "$host" "$unshare" "$init" "$(address_of "$host")" "$name-$host"
    done > "$DIR/hosts"

}

abandon() {
    local status=$?
    trap - EXIT
    set +e
    [ -e /dev/fd/9 ] || lock_labs
    remove_lab
    leave_base
    exit "$status"
}

tell() {
    local first=${HOSTS#jump } example
    example=$(printf 'ssh:%s,' ${first%% *} $(echo "$first" | cut -s -d ' ' -f 2-3))
    cat <<TELL
Lab '$name' is up: $HOSTS
  ssh configuration  $DIR/ssh_config
  inventory          $DIR/lab.json
  process ids        $DIR/hosts
Try:
  ssh -F $DIR/ssh_config h1 hostname
  dotnet cake --target=MultiNetperf --hosts=${example%,} --ssh-config=$DIR/ssh_config --seconds=2
  dotnet cake --target=MultiNetperf --hosts=@$DIR/lab.json --ssh-config=$DIR/ssh_config --seconds=2
Take it down with:
  $here/lab down --name $name
TELL
}
