# shellcheck shell=bash
# Sourced by run and test: installs what is missing from the distribution's packages, and says so on standard error.

say() { printf '%s\n' "$*" >&2; }

has_postgres() {
  [ -n "${TRUSTCENTER_POSTGRES:-}" ] || [ -n "${TRUSTCENTER_POSTGRES_BIN:-}" ] || command -v postgres >/dev/null ||
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || compgen -G '/usr/pgsql-*/bin/postgres' >/dev/null
}

# as_root COMMAND...: runs it as root, or fails if that can't be done without a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}

# install_packages PACKAGE...: quietly; what went wrong is shown.
install_packages() {
  local log
  log=$(mktemp)
  say "Installing from the distribution's packages: $*"
  if ! {
    as_root apt-get update -q &&
      if [[ " $* " == *" postgresql "* ]]; then
        # only the programs are wanted, not a server that starts by itself
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql-common &&
          as_root sed -i 's/^#\? *create_main_cluster *=.*/create_main_cluster = false/' \
            /etc/postgresql-common/createcluster.conf
      fi &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"
  } </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

need_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    say 'The .NET 10 SDK is missing. Install it (https://dotnet.microsoft.com/download/dotnet/10.0), then start again.'
    exit 1
  fi
}

has_npm() {
  command -v npm >/dev/null && node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)'
}

has_chromium() {
  [ -x "${TRUSTCENTER_CHROMIUM:-/usr/bin/chromium}" ]
}

# node_packages FOLDER LOG: what its lock file says, unless it is there already.
node_packages() {
  [ "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ] || return 0
  say "Installing the npm packages of $1 (npm ci) …"
  (cd "$1" && npm ci --no-audit --no-fund --silent </dev/null) >"$2" 2>&1 && touch "$1/node_modules/.package-lock.json"
}

# build_pages ROOT LOG: the pages people use, if something of theirs has changed.
build_pages() {
  local folder=$1/ui-kiosk
  exec 8>"$1/artifacts/pages.lock"
  flock 8
  build_pages_alone "$@" 8>&-
  local code=$?
  exec 8>&-
  return $code
}

build_pages_alone() {
  local folder=$1/ui-kiosk
  [ -e "$folder/dist/.built" ] && [ -z "$(find "$folder" "$1/contracts/openapi" \( -path '*/node_modules' -o \
    -path '*/dist' -o -path '*/screens' -o -path '*/test-results' -o -path '*/src/lib/api' \) -prune -o \
    -type f -newer "$folder/dist/.built" -print -quit)" ] && return
  if ! has_npm; then
    say 'Node.js 20 with npm is missing (apt-get install nodejs npm): the suite runs without its pages.'
    return
  fi
  node_packages "$folder" "$2" || { cat "$2" >&2; say 'npm ci failed: the suite runs without its pages.'; return; }
  say 'Building the pages …'
  touch "$folder/node_modules/.building"
  if (cd "$folder" && npm run --silent build </dev/null) >"$2" 2>&1; then
    mv "$folder/node_modules/.building" "$folder/dist/.built"
  else
    cat "$2" >&2
    return 1
  fi
}
