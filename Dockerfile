# The image holds what `barbell start` needs and no development packages, no C compiler, no root. (esbuild is in it:
# `npm start` builds with it.)

FROM node:22-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
# better-sqlite3 is built here from its source: the lockfile's hashes do not cover the prebuilt binary it would fetch.
ENV npm_config_build_from_source=true
RUN npm ci
COPY tsconfig.json manifest.yml ./
COPY scripts scripts
COPY migrations migrations
COPY sandbox sandbox
COPY src src
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
RUN mkdir data && chown node:node data
USER node
VOLUME /app/data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# `start` never opens the local workspace: without tokens it says what is missing and ends.
# No core dump: it would hold who acts at that moment, and the tokens. A shell is the only way to say so in an image.
CMD ["sh", "-c", "ulimit -c 0 && exec node dist/src/cli.js start"]
