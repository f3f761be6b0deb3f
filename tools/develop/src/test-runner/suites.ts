export type Check = { kind: "command"; name: string; command: string; args: string[] };
export type Project = {
  kind: "vitest";
  project: string;
  /** The suite's folder, if one folder has all its files: a filter can then name one file. */
  folder?: string;
};
export type Suite = {
  name: string;
  summary: string;
  /** Real parts have to be on the machine first. */
  needsParts: boolean;
  /** Charts are rendered by Helm, which is built on this machine. */
  needsHelm?: boolean;
  /**
   * Also needs the parts of a Kubernetes node, which take long to build, so such a suite runs only
   * when it is named.
   */
  needsCluster?: boolean;
  runs: (Check | Project)[];
};

const check = (name: string, command: string, ...args: string[]): Check => ({ kind: "command", name, command, args });

/**
 * What `./cogrion test` runs, two at a time, in this order: what fails soonest first, then what takes
 * longest, so that nothing long is left to run alone.
 */
export const suites: readonly Suite[] = [
  {
    name: "static",
    summary: "types, lint with the import rules, format, dead code",
    needsParts: false,
    runs: [
      check("types", "tsc", "-p", "."),
      check("types of pages", "tsc", "-p", "apps/control-plane/src/invitation-page"),
      check("types of the dashboard", "tsc", "-p", "apps/dashboard"),
      check("lint", "oxlint", "--type-aware", "--deny-warnings"),
      check("format", "oxfmt", "--check"),
      check("dead code", "knip"),
    ],
  },
  {
    name: "unit",
    summary: "pure logic, without I/O",
    needsParts: false,
    runs: [{ kind: "vitest", project: "unit" }],
  },
  {
    name: "worker",
    summary: "the worker, as a process",
    needsParts: true,
    runs: [{ kind: "vitest", project: "worker", folder: "tests/worker" }],
  },
  {
    name: "e2e",
    summary: "the main job, its faults and the command line on a whole region",
    needsParts: true,
    runs: [{ kind: "vitest", project: "e2e", folder: "tests/e2e" }],
  },
  {
    name: "stack",
    summary: "the local stack as ./cogrion up starts and ends it, in one region and in two",
    needsParts: true,
    runs: [{ kind: "vitest", project: "stack", folder: "tests/stack" }],
  },
  {
    name: "edge",
    summary: "lookup and sign-in proxy on each host",
    needsParts: true,
    runs: [{ kind: "vitest", project: "edge", folder: "tests/edge" }],
  },
  {
    name: "security",
    summary: "hostile input against the running API",
    needsParts: true,
    runs: [{ kind: "vitest", project: "security", folder: "tests/security" }],
  },
  {
    name: "api",
    summary: "the control plane over HTTP, on a real PostgreSQL and Keycloak",
    needsParts: true,
    runs: [{ kind: "vitest", project: "api", folder: "tests/api" }],
  },
  {
    name: "integration",
    summary: "each adapter against the real part",
    needsParts: true,
    runs: [{ kind: "vitest", project: "integration" }],
  },
  {
    name: "kills",
    summary: "a process killed before or after a step; the whole matrix when named, a fixed sample otherwise",
    needsParts: true,
    runs: [{ kind: "vitest", project: "kills", folder: "tests/chaos" }],
  },
  {
    name: "terraform",
    summary: "every root module against provider schemas and our policies; seeded mistakes must be detected",
    needsParts: false,
    runs: [{ kind: "vitest", project: "terraform", folder: "tests/terraform" }],
  },
  {
    name: "bff",
    summary: "the BFF of a workspace, as a process",
    needsParts: true,
    runs: [{ kind: "vitest", project: "bff", folder: "tests/bff" }],
  },
  {
    name: "deploy",
    summary: "charts and image files: rules, schemas, seeded faults",
    needsParts: true,
    needsHelm: true,
    runs: [{ kind: "vitest", project: "deploy", folder: "tests/deploy" }],
  },
  {
    name: "dashboard",
    summary: "the built dashboard in Chromium, on one region",
    needsParts: true,
    runs: [{ kind: "vitest", project: "dashboard", folder: "tests/dashboard" }],
  },
  {
    name: "cluster",
    summary: "images and charts on a real Kubernetes node with containers; runs only when named",
    needsParts: true,
    needsCluster: true,
    runs: [
      { kind: "vitest", project: "cluster", folder: "tests/cluster" },
      { kind: "vitest", project: "region", folder: "tests/cluster/region" },
    ],
  },
];
