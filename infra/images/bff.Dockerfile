# The backend-for-frontend in a client's cluster.
# Built from the repository's root: docker build --file infra/images/bff.Dockerfile .
# Any base image with this Node.js on the PATH and a C library works; no stage changes its base image otherwise.
ARG BUILD_BASE=docker.io/library/node:24.21.0-bookworm-slim@sha256:2fe369e969550cde8e867afc3fe370b260140cab4a23d467074295b42163d553
ARG BASE=docker.io/library/node:24.21.0-bookworm-slim@sha256:2fe369e969550cde8e867afc3fe370b260140cab4a23d467074295b42163d553

FROM ${BUILD_BASE} AS pruned
WORKDIR /source
COPY . .
RUN ["node", "tools/images/src/main.ts", "prune", "apps/bff", "/pruned"]

FROM ${BUILD_BASE} AS installed
WORKDIR /app
COPY --from=pruned /pruned/manifests ./
# No package's install script runs. The cache stays outside the image.
RUN --mount=type=cache,target=/root/.npm ["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
COPY --from=pruned /pruned/sources ./
COPY tools/images /tools/images
# Writes the bill of materials, then removes what no process loads.
RUN ["node", "/tools/images/src/main.ts", "finish", "/app"]

FROM ${BASE}
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="cogrion-bff" \
      org.opencontainers.image.description="The backend-for-frontend in a client's cluster." \
      org.opencontainers.image.vendor="Cogrion" \
      org.opencontainers.image.licenses="LicenseRef-Proprietary" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=installed /app /app
WORKDIR /app/apps/bff
# Type stripping keeps line numbers, so stack traces show the source without a map.
ENV NODE_ENV=production \
    NODE_OPTIONS=--disable-warning=ExperimentalWarning
# Numeric, so that Kubernetes can check that it is not root.
USER 65532:65532
EXPOSE 3001
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3001/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "src/main.ts"]
