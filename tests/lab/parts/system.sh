# What the hosts look like from inside: accounts, mounts, .NET; read by host.sh from the lab's state folder.

USER_NAME=stream
DOTNET_PRIVATE='' SET_ENV='' SSHD='' BUSYBOX='' covered="/tmp /var/tmp /home /root /run /dev/shm /var/log"

describe_system() {
    SSHD=$(command -v sshd)
    [ -z "$busybox" ] || { BUSYBOX=$(command -v busybox); hide+=(/usr/local); }
    make_accounts
    find_dotnet
    make_fstab > "$state/fstab"
    remember
    settings > "$state/settings.sh"
}

settings() {
    local key
    for key in USER_NAME USER_ID DOTNET_PRIVATE SET_ENV SSHD BUSYBOX FORWARDING SUDO noexec slurm; do
        printf '%s=%q\n' "$key" "${!key}"
    done
}

# What differs on single hosts lies in their own folders, where host.sh looks first.
describe_hosts() {
    local one host options option
    for one in "${only[@]}"; do
        host=${one%%=*}
        [[ " $HOSTS " == *" $host "* && $one == *=* ]] || fail "--host: '$one' is not HOST=OPTIONS, with a host of: $HOSTS" 2
        IFS=, read -ra options <<< "${one#*=}"
        (
            for option in "${options[@]}"; do
                case $option in
                    noexec) noexec=yes ;;
                    no-forwarding) FORWARDING=no ;;
                    busybox) busybox=yes; BUSYBOX=$(command -v busybox); hide+=(/usr/local) ;;
                    shell:/*)
                        [ -x "${option#shell:}" ] || fail "--host: there is no program '${option#shell:}' on this machine" 2
                        sed "s|^\($USER_NAME:.*:\)[^:]*$|\1${option#shell:}|" "$state/etc/passwd" > "$state/hosts/$host/passwd" ;;
                    noisy) make_noise "$state/hosts/$host/home" ;;
                    *) fail "--host: '$option' is no option of one host" 2 ;;
                esac
            done
            make_fstab > "$state/hosts/$host/fstab"
            settings > "$state/hosts/$host/settings.sh"
        )
    done
}

# Start-up files of all shells that print to both outputs.
make_noise() {
    local file
    mkdir -p "$1/.config/fish"
    for file in .bashrc .bash_profile .profile .cshrc .login; do
        printf 'echo "welcome to %s"\n' "$host" > "$1/$file"
    done
    for file in .bashrc .bash_profile .profile .config/fish/config.fish; do
        printf 'echo "this machine is watched" >&2\nprintf "no newline"\n' >> "$1/$file"
    done
    printf 'sh -c "echo this machine is watched >&2"\nprintf "no newline"\n' >> "$1/.cshrc"
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
        for folder in passwd group shadow hosts hostname ${SUDO:+sudoers}; do
            echo "/run/lab/$folder /etc/$folder none bind"
        done
    }
}
