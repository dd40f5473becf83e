# syntax=docker/dockerfile:1
# The runner: the workshop that makes reports. The same image brings the database up to date: node --import tsx runner/src/migrate.ts
# Build at the top of the repository: docker build --file infra/docker/runner.Dockerfile --tag repsys-runner:0.1.0 .
ARG NODE_IMAGE=node:24.21.0-trixie-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY --chown=0:0 .npmrc package.json package-lock.json ./
COPY --chown=0:0 core/package.json core/
COPY --chown=0:0 runner/package.json runner/
COPY --chown=0:0 infra/docker/sbom.mjs infra/docker/
RUN npm ci --omit=dev --ignore-scripts --workspace runner
RUN node infra/docker/sbom.mjs runner > sbom.cdx.json

FROM ${NODE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="repsys-runner" \
      org.opencontainers.image.description="The workshop of repsys: reads Plex, proves the numbers, writes workbooks" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/node:24.21.0-trixie-slim" \
      sbom.cyclonedx="/app/sbom.cdx.json"
ENV NODE_ENV=production \
    RUNNER_FOLDER=/tmp/runner \
    RUNNER_HTTP_HOST=0.0.0.0 \
    RUNNER_HTTP_PORT=9464
WORKDIR /app
COPY --from=packages --chown=0:0 /app/ ./
COPY --chown=0:0 core/src/ core/src/
COPY --chown=0:0 runner/src/ runner/src/
USER 10001:10001
EXPOSE 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.RUNNER_HTTP_PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "runner/src/main.ts"]
