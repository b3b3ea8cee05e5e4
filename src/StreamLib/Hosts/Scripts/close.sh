# What is done on a host when its controller has ended there: by the keeper, or by the guard when the keeper was killed.
# Needs marks.sh, _sl_release, _sl_restore with _sl_as_bash of login.sh, and the variables _sl_folder, _sl_tools, _sl_grace, _sl_undoing and _sl_shell.

# Runs what was registered for the end, last registered first: "done COMMAND" or "failed STATUS COMMAND: last words".
_sl_undo() {
  set -- "$_sl_folder/ends/"*
  [ -e "$1" ] || return 0
  for _sl_file in $(ls -r "$_sl_folder/ends"); do
    IFS= read -r _sl_label <"$_sl_folder/ends/$_sl_file"
    _sl_label=${_sl_label#'# '}
    if _sl_said=$(
      cd / && set -- $_sl_as_bash timeout "$_sl_undoing" "$_sl_shell" "$_sl_folder/ends/$_sl_file" || exit
      _sl_restore 2>/dev/null
      exec "$@" 2>&1 </dev/null 7<&- 8<&- 9>&-
    ); then
      printf 'done %s\n' "$_sl_label"
    else
      printf 'failed %s %s: %s\n' "$?" "$_sl_label" "$(printf '%s\n' "$_sl_said" | tail -n 1 | cut -c 1-200)"
    fi
    # Whoever goes on with this, because this shell was killed, does not undo it again.
    rm -f "$_sl_folder/ends/$_sl_file"
  done
}

_sl_close() {
  # Who looks for what ended jobs have left sees that this one has not ended yet.
  command exec 8<"$_sl_folder/supervise.sh"
  # Mostly there is nothing: one look tells.
  if [ -n "$(_sl_traces "$_sl_folder/marks/" '[89]')" ]; then
    _sl_sweep "$_sl_folder/marks/" TERM "$_sl_grace"
    # Supervisors whose outputs nobody reads any more.
    for _sl_p in $(_sl_holders_of "$_sl_folder/marks/" 8); do kill -KILL "$_sl_p" 2>/dev/null; done
  fi
  _sl_undo
  cd /
  exec 8<&-
  rm -rf -- "$_sl_folder" || printf 'left %s\n' "$_sl_folder"
  case $_sl_tools in '' | "$_sl_folder"/*) ;; *) rm -rf -- "$_sl_tools" ;; esac
  _sl_release
  # What was shipped stays in there.
  rmdir -- "${_sl_folder%/*}" "${_sl_cache%/*}" "${_sl_tools%/*}" 2>/dev/null || :
}
