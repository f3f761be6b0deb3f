# What the local stack runs of this repository beside the apps: emulators, the edge, and the preparation of the other parts.
# Built from the repository's root: docker build --file infra/local.Dockerfile .
FROM docker.io/library/node:24.21.0-bookworm-slim@sha256:2fe369e969550cde8e867afc3fe370b260140cab4a23d467074295b42163d553
# The AWS emulator runs on Python. Debian removes old versions of a package, so that a pinned one would stop to be found.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3-venv \
 && rm -rf /var/lib/apt/lists/* \
 && install --directory --owner=1000 --group=1000 /data
WORKDIR /source
COPY . .
RUN ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
# The pins of the toolchain, each with its exact version.
RUN node -p 'require("./packages/local-stack/toolchain.json").python.environments.moto.join("\n")' > /tmp/requirements.txt \
 && python3 -m venv /opt/moto \
 && /opt/moto/bin/pip install --no-cache-dir --no-deps --requirement /tmp/requirements.txt
USER 1000:1000
ENTRYPOINT ["node"]
