#!/usr/bin/env bash
# Builds the four images as archives: .ci/images.sh [FOLDER]. Push them with skopeo, or load them with podman or docker.
#
#   IMAGE_BASE      base with ASP.NET Core 10, ICU and time zones; default: Microsoft's image without a shell
#   IMAGE_RENDERER  base of the consent service, with Python and WeasyPrint besides (deploy/images/renderer.Dockerfile)
#   IMAGE_TAG       default: the commit
#   IMAGE_RUNTIME   "included": the runtime comes with the program, so the base needs none of .NET
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=.ci/packages.sh
. "$root/.ci/packages.sh"
cd "$root"
need_dotnet
folder=${1:-$root/artifacts/images}
base=${IMAGE_BASE:-mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra}
tag=${IMAGE_TAG:-$(git rev-parse --short=12 HEAD)}
mkdir -p "$folder" artifacts
build_pages "$root" "$folder/pages.log"

for name in consent pseudonym identity pages; do
  own=$base
  [ "$name" != consent ] || own=${IMAGE_RENDERER:-$base}
  arguments=(-c Release -v q --nologo -t:PublishContainer --os linux "-p:ContainerBaseImage=$own"
    "-p:ContainerRepository=trustcenter/$name" "-p:ContainerImageTag=$tag" "-p:ContainerUser=1654"
    "-p:ContainerArchiveOutputPath=$folder/$name.tar.gz" -p:RestoreLockedMode=false)
  [ "${IMAGE_RUNTIME:-}" != included ] || arguments+=(--self-contained true)
  say "Building trustcenter/$name:$tag on $own …"
  if ! dotnet publish "services/$name" "${arguments[@]}" >"$folder/$name.log" 2>&1 </dev/null; then
    tail -n 20 "$folder/$name.log" >&2
    exit 1
  fi
done
ls -lh "$folder"/*.tar.gz >&2
