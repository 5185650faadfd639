# syntax=docker/dockerfile:1

# Node runs the server's TypeScript as it is; only the console and the face counter are built.
ARG NODE_IMAGE=node:24-bookworm-slim

# --- everything, to build the console and the face counter ----------------------------------------
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared-types/package.json shared-types/
COPY backend/package.json backend/
COPY admin/package.json admin/
COPY extension/package.json extension/
RUN npm ci --ignore-scripts
COPY tsconfig.base.json tsconfig.json ./
COPY shared-types shared-types
COPY admin admin
RUN npm run build:admin
# Made of development packages, so that the server needs none of them.
COPY scripts/set-up/files.mjs scripts/set-up/
COPY scripts/set-up/face-counter scripts/set-up/face-counter
COPY backend/face-worker backend/face-worker
COPY backend/src/witness/face-worker-messages.ts backend/src/witness/
RUN npm run build:face-counter

# --- what the server needs, and mediasoup's worker ------------------------------------------------
FROM ${NODE_IMAGE} AS server
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared-types/package.json shared-types/
COPY backend/package.json backend/
COPY admin/package.json admin/
COPY extension/package.json extension/
RUN npm ci --ignore-scripts --omit=dev --workspace=backend --workspace=shared-types
# The worker of mediasoup's authors where it can be had, or built with Debian's packages.
COPY scripts/set-up scripts/set-up
RUN node scripts/set-up/main.mjs --for=image \
 && rm -rf scripts .cache /root/.cache /var/lib/apt/lists/*

# --- the image ------------------------------------------------------------------------------------
FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    INVIGIL_HOST=0.0.0.0 \
    INVIGIL_PORT=7420 \
    INVIGIL_DATA_DIR=/data
WORKDIR /app
COPY --from=server /app/package.json ./
COPY --from=server /app/node_modules node_modules
COPY shared-types shared-types
COPY --from=server /app/backend backend
COPY backend backend
COPY --from=build /app/backend/dist backend/dist
COPY --from=build /app/admin/dist admin/dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
# 7420: API and console. 44400 and on: media, one port per worker.
EXPOSE 7420/tcp 44400/udp 44400/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.INVIGIL_PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# exec form: the server itself gets SIGTERM and can say goodbye.
CMD ["node", "backend/src/main.ts"]
