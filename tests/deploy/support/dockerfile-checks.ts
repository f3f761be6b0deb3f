export type DockerfileCheck = { name: string; isKept: (text: string) => boolean };

const lastStage = (text: string): string => text.slice(text.lastIndexOf("\nFROM "));
const instructions = (text: string, name: string): string[] => text.match(new RegExp(`^${name} .*$`, "gm")) ?? [];

/** Our own rules for images, which hadolint does not have. */
export const dockerfileChecks: readonly DockerfileCheck[] = [
  {
    name: "bases by argument, pinned by digest",
    isKept: (text) =>
      instructions(text, "FROM").every((each) => /^FROM \$\{(BUILD_)?BASE\}( AS [a-z]+)?$/.test(each)) &&
      ["BASE", "BUILD_BASE"].every((name) =>
        new RegExp(`^ARG ${name}=\\S+:[^@\\s]+@sha256:[0-9a-f]{64}$`, "m").test(text),
      ),
  },
  { name: "numeric user, not root", isKept: (text) => /^USER [1-9][0-9]*:[1-9][0-9]*$/m.test(lastStage(text)) },
  {
    name: "last stage takes the installed folder alone",
    isKept: (text) => instructions(lastStage(text), "COPY").join() === "COPY --from=installed /app /app",
  },
  { name: "last stage runs nothing", isKept: (text) => instructions(lastStage(text), "RUN").length === 0 },
  {
    name: "production dependencies from the lock, without scripts",
    isKept: (text) => ['"npm", "ci"', '"--omit=dev"', '"--ignore-scripts"'].every((each) => text.includes(each)),
  },
  { name: "no shell", isKept: (text) => !/^(RUN|CMD|ENTRYPOINT)(?! *(--mount=\S+ )?\[)/m.test(text) },
  { name: "health without another program", isKept: (text) => /^HEALTHCHECK (NONE|.*\\\n +CMD \["node")/m.test(text) },
  {
    name: "labels",
    isKept: (text) =>
      ["title", "description", "vendor", "licenses", "version", "revision"].every((each) =>
        lastStage(text).includes(`org.opencontainers.image.${each}=`),
      ),
  },
  {
    name: "no secret by argument or variable",
    isKept: (text) => !/^(ARG|ENV) .*(TOKEN|SECRET|PASSWORD|KEY)/m.test(text),
  },
  { name: "starts our own program", isKept: (text) => /^ENTRYPOINT \["node", "src\/main\.ts"\]$/m.test(text) },
  { name: "production mode", isKept: (text) => lastStage(text).includes("NODE_ENV=production") },
  { name: "bill of materials", isKept: (text) => text.includes('"finish", "/app"]') },
];

/** Faults put into the control plane's Dockerfile, and the check that has to report each. */
export const dockerfileMutations: readonly { from: string; to: string; caughtBy: string }[] = [
  { from: "USER 65532:65532", to: "USER root", caughtBy: "numeric user, not root" },
  { from: "USER 65532:65532\n", to: "", caughtBy: "numeric user, not root" },
  { from: "@sha256:", to: "#", caughtBy: "bases by argument, pinned by digest" },
  { from: "FROM ${BASE}", to: "FROM node:24", caughtBy: "bases by argument, pinned by digest" },
  {
    from: "COPY --from=installed /app /app",
    to: "COPY . /app",
    caughtBy: "last stage takes the installed folder alone",
  },
  {
    from: "WORKDIR /app/apps/control-plane\n",
    to: 'WORKDIR /app/apps/control-plane\nRUN ["chmod", "u+s", "/bin/su"]\n',
    caughtBy: "last stage runs nothing",
  },
  { from: '"--omit=dev", ', to: "", caughtBy: "production dependencies from the lock, without scripts" },
  { from: '"--ignore-scripts", ', to: "", caughtBy: "production dependencies from the lock, without scripts" },
  { from: '"npm", "ci"', to: '"npm", "install"', caughtBy: "production dependencies from the lock, without scripts" },
  { from: 'ENTRYPOINT ["node", "src/main.ts"]', to: "ENTRYPOINT node src/main.ts", caughtBy: "no shell" },
  { from: 'CMD ["node", "-e",', to: 'CMD ["curl",', caughtBy: "health without another program" },
  { from: "org.opencontainers.image.revision", to: "revision", caughtBy: "labels" },
  {
    from: "ARG REVISION=unknown",
    to: "ARG REVISION=unknown\nARG NPM_TOKEN",
    caughtBy: "no secret by argument or variable",
  },
  { from: "NODE_ENV=production", to: "NODE_ENV=development", caughtBy: "production mode" },
  { from: 'RUN ["node", "/tools/images/src/main.ts", "finish", "/app"]\n', to: "", caughtBy: "bill of materials" },
];
