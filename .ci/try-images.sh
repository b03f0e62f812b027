#!/usr/bin/env bash
# Builds the images on a base of the distribution's packages, starts each as a user without a name and without rights on a
# read-only root, and asks it something: .ci/try-images.sh. Needs root, podman, buildah, debootstrap and docker-registry;
# installs them where they are missing. Prints one line for each image. Not part of ./test: it takes some minutes.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=.ci/packages.sh
. "$root/.ci/packages.sh"
[ "$(id -u)" -eq 0 ] || { say 'Only root can build a base and start containers here.'; exit 1; }

# a mount namespace of its own: what is mounted here is gone with it
if [ -z "${TRY_IMAGES_INSIDE:-}" ]; then
  need_dotnet
  missing=()
  for tool in podman:podman buildah:buildah debootstrap:debootstrap docker-registry:docker-registry jq:jq; do
    command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
  done
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
  exec env TRY_IMAGES_INSIDE=1 unshare --mount --propagation private "$0" "$@"
fi

work=$(mktemp -d)
chmod 711 "$work"
port=$((20000 + RANDOM % 20000))
registry=$((port + 20))
pids=()
names=()
podman_() { podman --storage-driver vfs --root "$work/storage" --runroot "$work/runroot" --cgroup-manager cgroupfs "$@"; }
clean() {
  for name in "${names[@]}"; do podman_ rm -f -t 5 "$name" >/dev/null 2>&1 || true; done
  for pid in "${pids[@]}"; do
    kill -TERM "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  umount -R "$work" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap clean EXIT

# containers here share the kernel's second kind of control groups or none: the runtime refuses a mixture of both
umount -R /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null || true

base() { # NAME PACKAGES
  say "Making the base $1 …"
  debootstrap --variant=minbase --include="$2" bookworm "$work/$1" >"$work/$1.log" 2>&1 ||
    { tail -n 20 "$work/$1.log" >&2; exit 1; }
  rm -rf "$work/$1"/var/cache/apt/* "$work/$1"/var/lib/apt/lists/*
  local container
  container=$(buildah_ from scratch)
  buildah_ add -q "$container" "$work/$1" / >/dev/null
  buildah_ commit -q --rm "$container" "docker://127.0.0.1:$registry/$1:1" >/dev/null
  rm -rf --one-file-system "${work:?}/$1"
}
buildah_() {
  case $1 in
    commit) shift; buildah --storage-driver vfs --root "$work/storage" --runroot "$work/runroot" commit --tls-verify=false "$@" ;;
    *) buildah --storage-driver vfs --root "$work/storage" --runroot "$work/runroot" "$@" ;;
  esac
}

cat >"$work/registry.yml" <<YAML
version: 0.1
storage: { filesystem: { rootdirectory: $work/registry } }
http: { addr: 127.0.0.1:$registry }
YAML
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
pids+=($!)
base plain libicu72,ca-certificates,tzdata,libssl3,libgssapi-krb5-2
base renderer libicu72,ca-certificates,tzdata,libssl3,libgssapi-krb5-2,weasyprint,fonts-noto-core
# the committed sources: building for one runtime writes other lock files
mkdir "$work/source"
git -C "$root" archive HEAD | tar -x -C "$work/source"
IMAGE_BASE=localhost:$registry/plain:1 IMAGE_RENDERER=localhost:$registry/renderer:1 IMAGE_RUNTIME=included IMAGE_TAG=try \
  "$work/source/.ci/images.sh" "$work/images"

say 'Starting a suite for its tokens and its PostgreSQL …'
TRUSTCENTER_PORT=$port TRUSTCENTER_DATA=$work/data "$root/run" >"$work/run.log" 2>&1 &
pids+=($!)
for _ in $(seq 600); do [ -f "$work/data/suite.json" ] && break; sleep 0.5; done
postgres=$(jq -r .PostgresPort "$work/data/suite.json")
PGPASSWORD=$(cat "$work/data/postgres/superuser-password")
export PGPASSWORD
token() { TRUSTCENTER_DATA=$work/data "$root/run" token "$1" 2>/dev/null; }
sql() { psql -q -h 127.0.0.1 -p "$postgres" -U postgres "$@"; }

start() { # NAME ARGUMENTS...: in the background, as nobody in particular, with no rights, on a root that can't be written
  local name=$1
  shift
  names+=("try-$name")
  podman_ run -d --name "try-$name" --user 1654:1654 --read-only --cap-drop all --security-opt no-new-privileges \
    --network host --cgroups disabled --ulimit nofile=4096:4096 --ulimit nproc=4096:4096 --tmpfs /tmp:size=256m \
    --volume "$work/secrets/$name:/run/secrets/trustcenter:ro" --volume "$work/issuer:/run/issuers/0:ro" "$@" >/dev/null
}
ready() { # ADDRESS: seconds until it says so
  local begin=${EPOCHREALTIME/./}
  for _ in $(seq 1200); do
    curl -fsS -o /dev/null "$1" 2>/dev/null && break
    sleep 0.02
  done
  curl -fsS -o /dev/null "$1"
  echo $(((${EPOCHREALTIME/./} - begin) / 1000))
}
memory() { awk '/VmRSS/ { printf "%.0f MiB", $2 / 1024 }' "/proc/$(podman_ inspect -f '{{.State.Pid}}' "try-$1")/status"; }
# load TOKEN URL BODY: a thousand requests, eight at a time; every @ in the body is another number
load() {
  export LOAD_TOKEN=$1 LOAD_URL=$2 LOAD_BODY=$3
  # shellcheck disable=SC2016
  seq 1000 | xargs -P 8 -I % bash -c 'curl -fsS -o /dev/null -H "Authorization: Bearer $LOAD_TOKEN" \
    -H "Content-Type: application/json" -d "${LOAD_BODY//@/%}" "$LOAD_URL"'
}
ask() { curl -fsS -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d "$3" "$2"; }

mkdir -p "$work/issuer"
cp "$work/data/keys/token-signing.jwks.json" "$work/issuer/jwks.json"
issuer=$(token diz | cut -d. -f2 | tr '_-' '/+' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | base64 -d | jq -r .iss)
chmod 755 "$work/issuer"; chmod 444 "$work/issuer/jwks.json"
offset=1
for service in consent pseudonym identity; do
  podman_ load -q -i "$work/images/$service.tar.gz" >/dev/null
  section=${service^}
  folder=$work/secrets/$service
  mkdir -p "$folder"
  sql -c "create role try_${service}_owner login password 'o-$port-$service'" -c "create role try_$service login password 'a-$port-$service'"
  sql -c "create database try_$service owner try_${service}_owner"
  connection="Host=127.0.0.1;Port=$postgres;Database=try_$service"
  chown 1654 "$folder"
  image=localhost/trustcenter/$service:try
  podman_ image exists "$image" || image=docker.io/trustcenter/$service:try
  common=(--rm --user 1654:1654 --read-only --cap-drop all --network host --cgroups disabled --tmpfs /tmp
    --ulimit nofile=4096:4096 --ulimit nproc=4096:4096)
  podman_ run "${common[@]}" --volume "$folder:/made" "$image" keys /made/keys.json
  podman_ run "${common[@]}" --env "${section}__AppRole=try_$service" \
    --env "${section}__OwnerConnectionString=$connection;Username=try_${service}_owner;Password=o-$port-$service" "$image" migrate
  echo "$connection;Username=try_$service;Password=a-$port-$service" >"$folder/${section}__ConnectionString"
  chown 1654 "$folder"/*; chmod 400 "$folder"/*
  url=http://127.0.0.1:$((port + offset))
  start "$service" --env "ASPNETCORE_URLS=$url" --env TRUSTCENTER_SECRETS=/run/secrets/trustcenter \
    --env "${section}__KeysFile=/run/secrets/trustcenter/keys.json" --env DOTNET_EnableDiagnostics=0 \
    --env "Auth__Issuers__0__Issuer=$issuer" --env Auth__Issuers__0__JwksFile=/run/issuers/0/jwks.json "$image"
  milliseconds=$(ready "$url/health/ready")
  idle=$(memory "$service")
  case $service in
    consent)
      document=$(ask "$(token ward)" "$url/api/consent/consents" '{"domain":"MII","template":"Patienteneinwilligung MII|1.6.d",
        "identifiers":[{"type":"Pseudonym","value":"try"}],"signedAt":"2024-03-01","answers":{"PATDAT_erheben_speichern_nutzen":
        "accepted"},"signers":[{"role":"patient","name":"Łucja Żółć"}]}' | jq -r .id)
      said=$(ask "$(token diz)" "$url/api/consent/check" '{"domain":"MII","identifiers":[{"type":"Pseudonym","value":"try"}],
        "purpose":"research-mdat"}' | jq -r '"permitted: \(.permitted)"')
      for _ in $(seq 60); do
        curl -fsS -H "Authorization: Bearer $(token clerk)" "$url/api/consent/consents/$document/document" -o "$work/consent.pdf" \
          2>/dev/null && head -c 5 "$work/consent.pdf" | grep -q '%PDF-' && break
        sleep 0.5
      done
      load "$(token ward)" "$url/api/consent/consents" '{"domain":"MII","template":"Patienteneinwilligung MII|1.6.d","signedAt":
        "2024-03-01","identifiers":[{"type":"Pseudonym","value":"try-@"}],"answers":{"PATDAT_erheben_speichern_nutzen":
        "accepted"},"signers":[{"role":"patient","name":"Łucja Żółć"}]}'
      said="$said, PDF of $(stat -c %s "$work/consent.pdf") bytes" ;;
    pseudonym)
      ask "$(token lead)" "$url/api/pseudonym/domains" '{"name":"try","settings":{}}' >/dev/null
      said=$(ask "$(token diz)" "$url/api/pseudonym/pseudonyms" '{"domain":"try","originals":["x"]}' |
        jq -r '"pseudonym \(.results[0].pseudonym)"')
      load "$(token diz)" "$url/api/pseudonym/pseudonyms" '{"domain":"try","originals":["x-@"]}' ;;
    identity)
      ask "$(token lead)" "$url/api/identity/domains" '{"name":"try"}' >/dev/null
      said=$(ask "$(token ward)" "$url/api/identity/registrations" '{"domain":"try","source":"default","identity":{"familyName":"Żółć",
        "givenName":"Łucja","birthDate":"1971-02-28","gender":"female"}}' | jq -r '"person \(.mpiId)"')
      load "$(token ward)" "$url/api/identity/registrations" '{"domain":"try","source":"default","identity":{"familyName":"Żółć@",
        "givenName":"Łucja@","birthDate":"1971-02-28","gender":"female"}}' ;;
  esac
  echo "$service: ready after $milliseconds ms on an empty database, $said;" \
    "$idle idle, $(memory "$service") after a thousand requests"
  offset=$((offset + 1))
done

podman_ load -q -i "$work/images/pages.tar.gz" >/dev/null
image=localhost/trustcenter/pages:try
podman_ image exists "$image" || image=docker.io/trustcenter/pages:try
mkdir -p "$work/secrets/pages"
start pages --env "ASPNETCORE_URLS=http://127.0.0.1:$((port + offset))" "$image"
milliseconds=$(ready "http://127.0.0.1:$((port + offset))/health/ready")
echo "pages: ready after $milliseconds ms, /kiosk/ of $(curl -fsS "http://127.0.0.1:$((port + offset))/kiosk/" | wc -c) bytes, $(memory pages)"
