# syntax=docker/dockerfile:1
# The bot: the door for Teams, and the tab that it serves.
# Build at the top of the repository: docker build --file infra/docker/bot.Dockerfile --tag repsys-bot:0.1.0 .
ARG NODE_IMAGE=node:24.21.0-trixie-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY --chown=0:0 .npmrc package.json package-lock.json ./
COPY --chown=0:0 core/package.json core/
COPY --chown=0:0 bot/package.json bot/
COPY --chown=0:0 infra/docker/sbom.mjs infra/docker/
RUN npm ci --omit=dev --ignore-scripts --workspace bot
RUN node infra/docker/sbom.mjs bot > sbom.cdx.json

FROM ${NODE_IMAGE} AS tab
WORKDIR /app
COPY --chown=0:0 .npmrc package.json package-lock.json tsconfig.base.json ./
COPY --chown=0:0 core/package.json core/
COPY --chown=0:0 tabs/package.json tabs/
RUN npm ci --ignore-scripts --workspace tabs
COPY --chown=0:0 core/src/ core/src/
COPY --chown=0:0 tabs/ tabs/
RUN npm exec --workspace tabs -- vite build

FROM ${NODE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="repsys-bot" \
      org.opencontainers.image.description="The door of repsys: chat in Microsoft Teams, and its tab" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/node:24.21.0-trixie-slim" \
      sbom.cyclonedx="/app/sbom.cdx.json"
ENV NODE_ENV=production \
    BOT_HOST=0.0.0.0 \
    BOT_PORT=3978 \
    BOT_METRICS_HOST=0.0.0.0 \
    BOT_METRICS_PORT=9464 \
    TAB_FOLDER=tabs/dist
WORKDIR /app
COPY --from=packages --chown=0:0 /app/ ./
COPY --chown=0:0 core/src/ core/src/
COPY --chown=0:0 bot/src/ bot/src/
COPY --from=tab --chown=0:0 /app/tabs/dist/ tabs/dist/
USER 10001:10001
EXPOSE 3978 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.BOT_PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "bot/src/main.ts"]
