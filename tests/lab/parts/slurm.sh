# A Slurm whose nodes are the hosts: munged and slurmctld run in the network of h1, so that they end with it, and slurmd on
# every host. The files that all of them read have the same path on the hosts and on this machine.

need_slurm() {
    need munged munge slurmctld slurmctld slurmd slurmd sinfo slurm-client
    [ -z "$JUMP$busybox" ] || fail "--slurm does not go with --jump or --busybox" 2
}

make_slurm() {
    local host
    mkdir -p "$state/slurm/munge" "$state/slurmctld/state"
    for host in $HOSTS; do
        echo "NodeName=$host NodeAddr=$(address_of "$host") CPUs=16 RealMemory=1000"
    done | cat <(slurm_settings) - > "$state/slurm/slurm.conf"
    echo 'CgroupPlugin=cgroup/v1' > "$state/slurm/cgroup.conf"
    cp "$state/slurm/slurm.conf" "$DIR/slurm.conf"
    start_munged
    start_slurmctld
}

# Whole nodes are handed out, by a scheduler that looks at once; nothing needs cgroups.
slurm_settings() {
    cat <<CONF
ClusterName=$name
SlurmctldHost=$(hostname)($(address_of h1))
SlurmUser=root
SlurmdUser=root
AuthInfo=socket=$state/slurm/munge/socket
MailProg=/bin/true
StateSaveLocation=$state/slurmctld/state
SlurmctldPidFile=$state/slurmctld/slurmctld.pid
SlurmctldLogFile=$state/slurmctld/slurmctld.log
SlurmdPidFile=/run/lab/slurmd.pid
SlurmdLogFile=/run/lab/slurmd.log
SlurmdSpoolDir=/run/lab/slurmd
SlurmdParameters=config_overrides
SelectType=select/linear
SchedulerParameters=sched_min_interval=10000,batch_sched_delay=0,sched_interval=1,bf_interval=1
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
KillWait=10
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
}

start_munged() {
    (umask 077; head -c 128 /dev/urandom > "$state/slurmctld/munge.key")
    in_network_of_h1 munged --key-file="$state/slurmctld/munge.key" --socket="$state/slurm/munge/socket" --pid-file="$state/slurmctld/munged.pid" \
        --log-file="$state/slurmctld/munged.log" --seed-file="$state/slurmctld/munged.seed" --num-threads=2 ||
        fail "munged does not come up: $(tail -n 5 "$state/slurmctld/munged.log")"
}

# It has to know the user of the hosts.
start_slurmctld() {
    in_network_of_h1 unshare --mount sh -c 'mount -n --bind "$1/etc/passwd" /etc/passwd && mount -n --bind "$1/etc/group" /etc/group &&
        exec slurmctld -f "$1/slurm/slurm.conf"' sh "$state" > "$state/slurmctld/start.log" 2>&1 ||
        fail "slurmctld does not come up: $(cat "$state/slurmctld/start.log"; tail -n 5 "$state/slurmctld/slurmctld.log")"
}

in_network_of_h1() { nsenter --net="/run/netns/$name-h1" "$@" < /dev/null 8<&- 9<&-; }

await_slurm() {
    local deadline=$((SECONDS + 30)) idle=0
    until idle=$(SLURM_CONF=$DIR/slurm.conf sinfo -h -N -t idle -o %N 2> /dev/null | wc -l) && [ "$idle" = "$COUNT" ]; do
        ((SECONDS < deadline)) ||
            fail "of the $COUNT nodes of Slurm, $idle come up: $(tail -n 5 "$state/slurmctld/slurmctld.log")"
        pause 0.05
    done
}
