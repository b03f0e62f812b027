# Base of the consent service where documents are printed: ASP.NET Core with Python and WeasyPrint.
# Build it once with podman or buildah and name it as IMAGE_RENDERER. It has a shell, because Debian's packages need one to be
# installed; nothing of it is used.
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0-noble
FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends weasyprint python3 fonts-noto-core tzdata \
 && rm -rf /var/lib/apt/lists/*
USER 1654
