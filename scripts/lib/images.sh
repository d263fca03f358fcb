# Docker images of the servers, for machines whose Docker engine cannot pull the official ones.

# scripts/lab image NAME...
images() {
  [ $# -gt 0 ] || usage_error "images of what? ($MAJORS pgbouncer)"
  local name
  for name in "$@"; do
    case " $MAJORS pgbouncer " in *" $name "*) ;; *) usage_error "no image of '$name' (one of: $MAJORS pgbouncer)" ;; esac
  done
  have docker || die "docker is missing: install docker.io"
  docker info >/dev/null 2>&1 || die "no Docker engine answers: start it (systemctl start docker; as root without systemd: dockerd &)"
  for name in "$@"; do printf '%s %s\n' "$name" "$(ensure_image "$name")"; done
}

image_tag() { if [ "$1" = pgbouncer ]; then echo pgbaton/pgbouncer:latest; else echo "postgres:$1"; fi; }

# Prints the tag. An image that is here already is left alone; one that can be pulled is pulled.
ensure_image() {
  local name=$1 tag; tag=$(image_tag "$1")
  docker image inspect "$tag" >/dev/null 2>&1 ||
    { [ "$name" != pgbouncer ] && docker pull -q "$tag" >/dev/null 2>&1; } ||
    (build_image "$name" "$tag" >&2) || exit 1
  echo "$tag"
}

# A root file system of the packages, their libraries, a shell, time zones and the locale C.UTF-8, imported as one layer.
build_image() {
  local name=$1 tag=$2 root suite files log rc
  root=$(cache); files=$root/images/$name; log=$root/images/$name.log; suite=$(suite_of "$name")
  note "building $tag ..."
  rm -rf "$files"; mkdir -p "$files"
  set +e
  (set -e; image_files "$name" "${suite:-bookworm}" "$root" "$files") >"$log" 2>&1; rc=$?
  set -e
  if [ $rc = 0 ]; then
    # --owner: everything root's, whoever builds.
    tar -C "$files" --owner=0 --group=0 --numeric-owner -c . |
      docker import --change 'ENTRYPOINT ["/usr/local/bin/entrypoint"]' --change "CMD [\"$(if [ "$name" = pgbouncer ]; then echo pgbouncer; else echo postgres; fi)\"]" \
        --change "EXPOSE $(if [ "$name" = pgbouncer ]; then echo 6432; else echo 5432; fi)" \
        --change "ENV PATH=/usr/lib/postgresql/$name/bin:/usr/local/bin:/usr/bin:/usr/sbin" --change 'ENV LANG=C.UTF-8' - "$tag" >>"$log" 2>&1; rc=$?
  fi
  rm -rf "$files"
  [ $rc = 0 ] || { note "building $tag failed:"; tail -n 12 "$log" | sed 's/^/  /' >&2; return 1; }
  rm -f "$log"
}

image_files() {
  local name=$1 suite=$2 root=$3 files=$4 applet
  local packages=libstdc++6 # all that the server of a jar needs besides the C library
  if [ -n "$(suite_of "$name")" ]; then packages=$(packages_of "$name"); fi
  unpack_debian "$suite" "$root" "$files" $packages libc6 libc-bin tzdata busybox-static
  if [ -z "$(suite_of "$name")" ]; then mkdir -p "$files/usr/lib/postgresql/$name"; fetch_jar "$name" "$root" "$files/usr/lib/postgresql/$name"; fi
  for applet in $("$files/usr/bin/busybox" --list); do [ -e "$files/usr/bin/$applet" ] || ln -s busybox "$files/usr/bin/$applet"; done
  mkdir -p "$files"/{etc,tmp,root,proc,sys,dev,run,var/run,usr/local/bin,docker-entrypoint-initdb.d,var/lib/postgresql}
  chmod 1777 "$files/tmp"
  printf 'root:x:0:0:root:/root:/bin/sh\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\n' >"$files/etc/passwd"
  printf 'root:x:0:\npostgres:x:999:\n' >"$files/etc/group"
  install -m 755 "$here/../docker/lab-entrypoint" "$files/usr/local/bin/entrypoint"
  chmod -R a+rX "$files"
}
