# A Slurm cluster of this one machine, as root, that leaves nothing behind: to be sourced.
# `start_slurm <folder>` puts its keys, state and logs there; `stop_slurm` ends what was started.

start_slurm() {
  local folder=$1 host cores
  host=$(hostname --short)
  cores=$(nproc)
  mkdir -p "$folder"/{munge,state,spool}
  chmod 0700 "$folder/munge"
  dd if=/dev/urandom of="$folder/munge/key" bs=1024 count=1 status=none
  chmod 0600 "$folder/munge/key"
  cat > "$folder/slurm.conf" <<CONF
ClusterName=one-machine
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
SlurmctldPort=26817
SlurmdPort=26818
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cores State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF=$folder/slurm.conf
  munged --foreground --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
    --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" \
    > "$folder/munged.out" 2>&1 &
  slurm_processes=($!)
  until [[ -S $folder/munge/socket ]]; do sleep 0.1; done
  slurmctld -D > "$folder/slurmctld.out" 2>&1 &
  slurm_processes+=($!)
  slurmd -D > "$folder/slurmd.out" 2>&1 &
  slurm_processes+=($!)
  until sinfo --noheader --format=%T 2> /dev/null | grep -q idle; do sleep 0.2; done
}

stop_slurm() {
  local process
  for process in "${slurm_processes[@]}"; do kill "$process" 2> /dev/null || true; done
  wait "${slurm_processes[@]}" 2> /dev/null || true
}
