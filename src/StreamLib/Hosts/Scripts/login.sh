# Puts away what the login environment brings: variables (TMOUT, GREP_OPTIONS, TAR_OPTIONS, LD_PRELOAD…), exported functions and
# options of bash. Nothing that runs here for StreamLib is to be changed by them; _sl_restore gives them back to the commands of the test.
# Needs what the loader leaves: _sl_login, all exported variables; _sl_env_TMOUT; _sl_options and, of bash, _sl_exported and _sl_functions.

_sl_saved= _sl_names= _sl_as_bash= _sl_fixed=' '
_sl_env_LC_ALL=${LC_ALL-}
LC_ALL=C

# Exported functions are nobody's but bash's, and so are variables that cannot be unset.
case ${BASH_VERSION-} in
  ?*)
    _sl_fixed=' SHELLOPTS BASHOPTS BASH_VERSINFO UID EUID PPID '
    for _sl_word in ${_sl_exported-}; do
      case $_sl_word in export | declare | -*) ;; *) unset -f "$_sl_word"; _sl_names="$_sl_names $_sl_word" ;; esac
    done
    # It may have been exported by that option.
    _sl_word=$_sl_options
    unset _sl_options
    _sl_options=$_sl_word
    set +o errtrace +o functrace +o keyword +o physical +o pipefail +o monitor
    _sl_word=${BASHOPTS-}
    shopt -u nullglob failglob nocasematch nocaseglob dotglob extglob globstar xpg_echo lastpipe execfail 2>/dev/null
    case $_sl_login in *' SHELLOPTS='*) _sl_as_bash="env SHELLOPTS=$_sl_options" ;; esac
    case $_sl_login in *' BASHOPTS='*) _sl_as_bash="${_sl_as_bash:-env} BASHOPTS=$_sl_word" ;; esac ;;
esac

# A value of several lines may look like further variables, which are not there then.
_sl_ifs=$IFS
IFS='
'
set -f
for _sl_word in $_sl_login; do
  case $_sl_word in
    'export '*) _sl_word=${_sl_word#export } ;;
    'declare -'*' '*) _sl_word=${_sl_word#declare -* } ;;
    *) continue ;;
  esac
  _sl_word=${_sl_word%%=*}
  case $_sl_word in
    PATH | HOME | PWD | OLDPWD | SHLVL | _ | XDG_RUNTIME_DIR | DOTNET_ROOT | STREAMLIB_MARK) continue ;;
    _sl* | '' | [0-9]* | *[!A-Za-z0-9_]*) continue ;;
    TMOUT | LC_ALL) _sl_saved="$_sl_saved $_sl_word" ;;
    *)
      case $_sl_fixed in *" $_sl_word "*) continue ;; esac
      eval "case \${$_sl_word+x} in x) _sl_env_$_sl_word=\$$_sl_word _sl_saved=\"\$_sl_saved $_sl_word\" ;; esac"
      unset "$_sl_word" ;;
  esac
done
set +f
IFS=$_sl_ifs
export LC_ALL
# Without POSIXLY_CORRECT, bash would no longer be the POSIX shell that it was called as.
case ${BASH_VERSION-}:$_sl_options in ?*:*posix*) set -o posix ;; esac
unset _sl_login

# Goes right before exec: whatever else runs after it is changed by what it gives back.
_sl_restore() {
  unset LC_ALL
  case $_sl_names in
    ?*)
      # To a POSIX shell, some names are none.
      set +o posix
      eval "$_sl_functions"
      for _sl_word in $_sl_names; do export -f "$_sl_word"; done
      set -o posix ;;
  esac
  for _sl_word in $_sl_saved; do eval "export $_sl_word=\$_sl_env_$_sl_word"; done
}
