# What the hosts look like from inside: accounts, mounts, .NET; read by host.sh from the lab's state folder.

USER_NAME=stream
DOTNET_PRIVATE='' SET_ENV='' SSHD='' BUSYBOX='' covered="/tmp /var/tmp /home /root /run /dev/shm /var/log"

describe_system() {
    SSHD=$(command -v sshd)
    [ -z "$busybox" ] || { BUSYBOX=$(command -v busybox); hide+=(/usr/local); }
    make_accounts
    find_dotnet
    make_fstab
    remember
    local key
    for key in USER_NAME USER_ID DOTNET_PRIVATE SET_ENV SSHD BUSYBOX FORWARDING noexec slurm; do
        printf '%s=%q\n' "$key" "${!key}"
    done > "$state/settings.sh"
}

# Copies of the machine's accounts with one more: the real ones are not touched.
make_accounts() {
    USER_ID=20001
    while getent passwd "$USER_ID" > /dev/null || getent group "$USER_ID" > /dev/null; do USER_ID=$((USER_ID + 1)); done
    local etc=$state/etc file
    for file in passwd group shadow; do grep -v "^$USER_NAME:" "/etc/$file" > "$etc/$file"; done
    echo "$USER_NAME:x:$USER_ID:$USER_ID::/home/$USER_NAME:$shell" >> "$etc/passwd"
    echo "$USER_NAME:x:$USER_ID:" >> "$etc/group"
    # A password that begins with ! would lock the account for keys too.
    echo "$USER_NAME:*:19000:0:99999:7:::" >> "$etc/shadow"
    chmod 600 "$etc/shadow"
    {
        printf '127.0.0.1\tlocalhost\n'
        for host in $HOSTS; do
            case $host in
                jump) printf '10.%s.0.253\tjump\n' "$NET" ;;
                *) printf '%s\t%s\n' "$(address_of "$host")" "$host" ;;
            esac
        done
    } > "$etc/hosts"
}

# .NET is where the plain user finds it by himself, or is brought to a place where he does.
find_dotnet() {
    local dotnet folder
    dotnet=$(PATH=/usr/local/bin:/usr/bin:/bin:$PATH command -v dotnet) || return 0
    dotnet=$(realpath "$dotnet")
    folder=$(dirname "$dotnet")
    if [ -n "$no_dotnet" ]; then
        hide+=("$folder" /usr/share/dotnet /usr/lib/dotnet /usr/lib64/dotnet)
    elif is_covered "$folder" || ! PATH=/usr/local/bin:/usr/bin:/bin command -v dotnet > /dev/null ||
        ! setpriv --reuid="$USER_ID" --regid="$USER_ID" --clear-groups test -x "$dotnet"; then
        DOTNET_PRIVATE=$folder
        SESSION_PATH=/run/dotnet:/usr/local/bin:/usr/bin:/bin
        SET_ENV="PATH=$SESSION_PATH DOTNET_ROOT=/run/dotnet"
    fi
}

is_covered() {
    local folder
    for folder in $covered; do
        [[ $1/ != "$folder"/* ]] || return 0
    done
    return 1
}

make_fstab() {
    local folder option
    {
        for folder in "${hide[@]}"; do
            [ -d "$folder" ] || [ -n "$no_dotnet$busybox" ] || fail "--hide: there is no folder '$folder'"
            [ ! -d "$folder" ] || folder=$(realpath "$folder")
            [ ! -d "$folder" ] || is_covered "$folder" || printf 'hidden %s tmpfs ro,mode=755\n' "${folder// /\\040}"
        done | awk '!seen[$2]++'
        for folder in $covered; do
            case $folder in
                /run) continue ;;
                /root) option=mode=700 ;;
                /tmp | /var/tmp | /dev/shm) option=mode=1777 ;;
                *) option=mode=755 ;;
            esac
            case $folder in
                /root | /var/log) ;;
                *) option=$option${noexec:+,noexec} ;;
            esac
            echo "lab $folder tmpfs $option,nosuid,nodev"
        done
        for folder in passwd group shadow hosts hostname; do
            echo "/run/lab/$folder /etc/$folder none bind"
        done
    } > "$state/fstab"
}
