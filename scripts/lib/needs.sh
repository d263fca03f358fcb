# What demo and test need of a machine, asked before anything is done. Wants say.sh, trees.sh, fetch.sh and java.sh.

# need TREE... : dies with everything that is missing, and how to get it
need() {
  local lacking
  lacking=$(
    choose_java compiler || printf '  %s\n' "$(java_advice compiler)"
    have mvn || printf '  %s\n' "$(maven_advice)"
    for name in "$@"; do find_tree "$name" >/dev/null || cannot_fetch "$name"; done
    [ "$(id -u)" != 0 ] || have setpriv || have runuser ||
      echo "  root cannot run servers without setpriv or runuser: install util-linux, or run as an ordinary user"
    [ -d /usr/share/zoneinfo ] || echo "  no time zones in /usr/share/zoneinfo: install tzdata"
  ) || exit 1
  [ -z "$lacking" ] || { note "$(basename "$0") cannot start; this machine lacks:"; note "$lacking"; exit 1; }
  choose_java compiler
  export JAVA_HOME=$java_home
}

# Prints why the programs called NAME cannot be fetched; nothing if they can.
cannot_fetch() {
  local hint; hint=$(missing "$1")
  if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
    echo "  $hint: programs are fetched for Linux on x86_64 only"
  elif ! have flock; then
    echo "  $hint: fetching them takes flock, package util-linux"
  elif [ -n "$(suite_of "$1")" ] && debian_mirror >/dev/null; then
    :
  elif [ -z "$(jar_version_of "$1")" ]; then
    echo "  $hint: fetching it takes apt and dpkg with a Debian mirror"
  elif ! have xz; then
    echo "  $hint: fetching them takes xz (Debian, Ubuntu: apt-get install xz-utils)"
  fi
}
