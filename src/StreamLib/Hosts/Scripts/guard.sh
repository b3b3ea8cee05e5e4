# Waits for the end of the keeper on the machine of the controller, and clears up when the keeper could not: a CI system may
# kill all that a build has started, found by their parents or by their environment. This shell is nobody's child and has no
# environment. Needs close.sh; the keeper puts the variables before it.

trap '' HUP INT TERM
cd /
_sl_release() { :; }
# Nothing is written there: it ends when the keeper does.
read -r _sl_word <"$_sl_folder/guard"
[ -d "$_sl_folder" ] || exit 0
_sl_as_bash=
# For the commands that undo: but for what says to whom they belong.
_sl_restore() {
  . "$_sl_folder/environment"
  unset JENKINS_NODE_COOKIE JENKINS_SERVER_COOKIE HUDSON_COOKIE HUDSON_SERVER_COOKIE RUNNER_TRACKING_ID VSTS_PROCESS_LOOKUP_ID
}
_sl_close
