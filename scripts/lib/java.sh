# Finding a JDK: JAVA_HOME if it will do, else the newest on the machine. A version is read from the JDK's release file, which
# costs no process.

readonly oldest=17
major=0 version=''
look_at() { # HOME: sets major and version, or fails
  local line text=''
  [ -x "$1/bin/java" ] || return 1
  if [ -r "$1/release" ]; then
    while read -r line; do
      case $line in JAVA_VERSION=*) text=${line#*=}; text=${text//[$'"\r']/} ;; esac
    done <"$1/release"
  fi
  if [ -z "$text" ]; then
    text=$("$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.version = //p') || return 1
  fi
  version=$text
  text=${text#1.}
  major=${text%%[!0-9]*}
  [ -n "$major" ]
}

homes() {
  local home command
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME:-/nowhere}"/.sdkman/candidates/java/* \
    "${HOME:-/nowhere}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ ! -x "$home/bin/java" ] || printf '%s\n' "$home"
  done
  if [ -x /usr/libexec/java_home ]; then /usr/libexec/java_home 2>/dev/null || true; fi
  command=$(command -v java 2>/dev/null) || return 0
  command=$(readlink -f "$command" 2>/dev/null || printf '%s' "$command")
  printf '%s\n' "${command%/bin/java}"
}

choose_java() { # [compiler]: sets java_home, java_major, java_version; where it fails, java_seen is the newest there is
  local home wanted=${1:-java} newest=0
  [ "$wanted" = java ] || wanted=javac
  java_home='' java_major=0 java_version='' java_seen=''
  if [ -n "${JAVA_HOME:-}" ] && look_at "$JAVA_HOME" && [ "$major" -ge $oldest ] && [ -x "$JAVA_HOME/bin/$wanted" ]; then
    java_home=$JAVA_HOME java_major=$major java_version=$version
    return 0
  fi
  while read -r home; do
    look_at "$home" || continue
    [ "$major" -le "$newest" ] || newest=$major java_seen=$version
    if [ -x "$home/bin/$wanted" ] && [ "$major" -ge $oldest ] && [ "$major" -gt "$java_major" ]; then
      java_home=$home java_major=$major java_version=$version
    fi
  done < <(homes)
  [ -n "$java_home" ]
}

java_advice() { # [compiler]: what to say where choose_java failed
  local what=Java
  [ "${1:-java}" = java ] || what=JDK
  printf 'no %s %s or later found (the newest Java here: %s%s); install a JDK ' "$what" "$oldest" "${java_seen:-none}" \
    "${JAVA_HOME:+; JAVA_HOME is $JAVA_HOME}"
  printf '(Debian, Ubuntu: apt-get install openjdk-17-jdk-headless; Fedora: dnf install java-21-openjdk-devel; '
  printf 'macOS: brew install openjdk), or set JAVA_HOME'
}

maven_advice() {
  printf 'no Maven found; install it (Debian, Ubuntu: apt-get install maven; Fedora: dnf install maven; macOS: brew install maven)'
}
