. "$here/parts/cut.sh"
lab_mend() { set_cables up "$@"; }
