import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

const repository = join(import.meta.dirname, "..", "..");

/** A violation that is planted in a separate file, and the rule that has to find it. */
type Planted = readonly [file: string, line: string];

const packageImport = (name: string): string => `import { planted } from "${name}";`;

// "brand-new" is named nowhere in the configuration: a later package is covered by its location.
const wrongImports: readonly Planted[] = [
  ["packages/domain/src/a/domain-services.ts", packageImport("@cogrion/services/workspaces/create")],
  ["packages/domain/src/a/domain-type.ts", 'import type { Planted } from "@cogrion/contract";'],
  ["packages/domain/src/a/domain-re-export.ts", 'export { planted } from "@cogrion/contract";'],
  ["packages/domain/src/a/domain-library.ts", packageImport("zod")],
  ["packages/domain/src/a/domain-io.ts", packageImport("node:fs")],
  ["packages/contract/src/contract-io.ts", packageImport("node:fs/promises")],
  ["packages/contract/src/contract-bare-io.ts", packageImport("fs")],
  ["packages/contract/src/contract-library.ts", packageImport("undici")],
  ["packages/contract/src/contract-services.ts", packageImport("@cogrion/services/audit/export")],
  ["packages/services/src/x/services-adapter.ts", packageImport("@cogrion/postgres")],
  ["packages/services/src/x/services-adapter-deep.ts", packageImport("@cogrion/postgres/store")],
  ["packages/services/src/x/services-new-adapter.ts", packageImport("@cogrion/brand-new")],
  ["packages/services/src/x/services-io.ts", packageImport("node:net")],
  ["packages/services/src/x/services-library.ts", packageImport("pg")],
  ["packages/services/src/x/services-later.ts", 'await import("@cogrion/postgres");'],
  ["packages/edge-migration/src/x/edge-migration.ts", packageImport("@cogrion/cloudflare")],
  ["packages/adapters/aws/src/adapter-services.ts", packageImport("@cogrion/services/provisioning/steps")],
  ["packages/adapters/brand-new/src/new-adapter-services.ts", packageImport("@cogrion/services/x")],
  ["packages/adapters/brand-new/src/new-adapter-adapter.ts", packageImport("@cogrion/aws")],
  ["packages/adapters/brand-new/src/new-adapter-path.ts", packageImport("../../aws/src/index.ts")],
  ["packages/brand-new/src/new-package-services.ts", packageImport("@cogrion/services/x")],
  ["packages/brand-new/src/new-package-adapter.ts", packageImport("@cogrion/aws")],
  ["packages/brand-new/src/new-package-stage.ts", packageImport("@cogrion/testing/parts")],
  ["packages/brand-new/src/new-package-app.ts", packageImport("../../../apps/worker/src/config.ts")],
  ["packages/emulators/src/x/emulator-adapter.ts", packageImport("@cogrion/aws")],
  ["packages/local-stack/src/x/local-stack-stage.ts", packageImport("@cogrion/testing/system")],
  ["packages/local-stack/src/x/local-stack-tool.ts", packageImport("@cogrion/develop/up/run")],
  ["packages/testing/src/stage-test.ts", packageImport("../../../tests/api/support/stage.ts")],
  ["apps/worker/src/app-stage.ts", packageImport("@cogrion/testing/until")],
  ["apps/worker/src/app-stage-path.ts", packageImport("../../../packages/testing/src/until.ts")],
  ["apps/worker/src/app-package-path.ts", packageImport("../../../packages/domain/src/index.ts")],
  ["apps/worker/src/app-test-path.ts", packageImport("../../../tests/api/support/stage.ts")],
  ["apps/worker/src/app-own-test.ts", packageImport("./config.test.ts")],
  ["apps/worker/src/app-tool.ts", packageImport("@cogrion/operate/edge/status")],
  ["apps/worker/src/app-app.ts", packageImport("../../bff/src/config.ts")],
  ["apps/brand-new/src/new-app-local-stack.ts", packageImport("@cogrion/local-stack")],
  ["apps/brand-new/src/new-app-emulator.ts", packageImport("@cogrion/emulators/aws/index")],
  ["apps/brand-new/scripts/new-app-script.ts", packageImport("@cogrion/testing/until")],
  ["apps/cli/src/x/cli-local-stack.ts", packageImport("@cogrion/local-stack")],
  ["apps/cli/src/x/cli-postgres.ts", packageImport("@cogrion/postgres")],
  ["apps/cli/src/x/cli-aws.ts", packageImport("@cogrion/aws")],
  ["apps/cli/src/x/cli-cloudflare.ts", packageImport("@cogrion/cloudflare")],
  ["apps/cli/src/x/cli-services.ts", packageImport("@cogrion/services/audit/chain-check")],
  ["apps/cli/src/x/cli-new.ts", packageImport("@cogrion/brand-new")],
  ["apps/worker/src/workflows/workflow-io.ts", packageImport("node:fs")],
  ["apps/worker/src/workflows/workflow-random.ts", packageImport("node:crypto")],
  ["apps/worker/src/workflows/workflow-library.ts", packageImport("undici")],
  ["apps/worker/src/workflows/workflow-client.ts", packageImport("@temporalio/client")],
  ["apps/worker/src/workflows/workflow-services.ts", packageImport("@cogrion/services/provisioning/steps")],
  ["tools/brand-new/src/new-tool-stage.ts", packageImport("@cogrion/testing/until")],
  ["tools/brand-new/src/new-tool-test.ts", packageImport("../../../tests/api/support/stage.ts")],
  ["tools/operate/src/environment-import.ts", packageImport("node:process")],
];

const wrongGlobals: readonly Planted[] = [
  ["packages/domain/src/a/global-fetch.ts", 'await fetch("https://example.com");'],
  ["packages/services/src/x/global-fetch.ts", 'await fetch("https://example.com");'],
  ["packages/contract/src/global-socket.ts", 'new WebSocket("wss://example.com");'],
  ["apps/worker/src/workflows/global-fetch.ts", 'await fetch("https://example.com");'],
  ["apps/worker/src/workflows/global-process.ts", "process.exit();"],
];

const wrongEnvironment: readonly Planted[] = [
  ["apps/worker/src/environment.ts", 'export const region = process.env["REGION"];'],
  ["packages/brand-new/src/environment.ts", "export const region = process.env.REGION;"],
];

const wrongProperties: readonly Planted[] = [
  ["tools/brand-new/src/environment-destructured.ts", "export const { env } = process;"],
];

const cycles: readonly Planted[] = [
  ["packages/brand-new/src/cycle-a.ts", 'import { b } from "./cycle-b.ts"; export const a = b;'],
  ["packages/brand-new/src/cycle-b.ts", 'import { a } from "./cycle-a.ts"; export const b = a;'],
  ["tools/brand-new/src/type-cycle-a.ts", 'import type { B } from "./type-cycle-b.ts"; export type A = B;'],
  ["tools/brand-new/src/type-cycle-b.ts", 'import type { A } from "./type-cycle-a.ts"; export type B = A[];'],
];

const right: readonly Planted[] = [
  ["packages/domain/src/a/right.ts", packageImport("../b/naming.ts")],
  ["packages/contract/src/right.ts", packageImport("zod")],
  ["packages/services/src/x/right.ts", packageImport("@cogrion/domain/naming/region")],
  ["packages/services/src/x/right.test.ts", packageImport("@cogrion/testing/region/region")],
  ["packages/adapters/brand-new/src/right.ts", packageImport("@cogrion/contract")],
  ["packages/adapters/brand-new/src/right-io.ts", packageImport("node:net")],
  ["packages/brand-new/src/right.ts", packageImport("@cogrion/telemetry")],
  ["apps/brand-new/src/right.ts", packageImport("@cogrion/brand-new-adapter")],
  ["apps/brand-new/src/config.ts", 'export const region = process.env["REGION"];'],
  ["apps/cli/src/x/right.ts", packageImport("@cogrion/contract/client")],
  ["apps/worker/src/workflows/right.ts", packageImport("@cogrion/domain/provisioning/step")],
  ["tools/brand-new/src/right.ts", packageImport("@cogrion/local-stack/parts/aws")],
  ["tests/api/right.test.ts", packageImport("../../apps/worker/src/config.ts")],
];

const report = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

let folder: string;
let findings: ReadonlyMap<string, readonly string[]>;

/**
 * One run over all planted files, with the repository's own configuration: its globs start at the
 * file's folder.
 */
const lint = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const oxlint = join(repository, "node_modules", ".bin", "oxlint");
  // It exits with 1, as there are findings.
  const { stdout } = await promisify(execFile)(oxlint, ["--format", "json", "."], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  const found = new Map<string, string[]>();
  for (const { filename, code } of report.parse(JSON.parse(stdout)).diagnostics)
    found.set(filename, [...(found.get(filename) ?? []), code]);
  return found;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-rules-"));
  await copyFile(join(repository, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  for (const [file, line] of [
    ...wrongImports,
    ...wrongGlobals,
    ...wrongEnvironment,
    ...wrongProperties,
    ...cycles,
    ...right,
  ]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `${line}\n`);
  }
  findings = await lint();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const rules = [
  ["eslint(no-restricted-imports)", wrongImports],
  ["eslint(no-restricted-globals)", wrongGlobals],
  ["node(no-process-env)", wrongEnvironment],
  ["eslint(no-restricted-properties)", wrongProperties],
  ["import(no-cycle)", cycles],
] as const;

describe.each(rules)("%s", (rule, planted) => {
  test.each(planted)("finds %s: %s", (file) => {
    expect(findings.get(file) ?? []).toContain(rule);
  });
});

test.each(right)("no import rule is against %s: %s", (file) => {
  const ruleNames: readonly string[] = rules.map(([rule]) => rule);
  expect((findings.get(file) ?? []).filter((code) => ruleNames.includes(code))).toEqual([]);
});

test("no file turns an import rule off for itself", () => {
  const files = globSync("{apps,packages,tools,tests,bench}/**/*.{ts,tsx}", {
    cwd: repository,
    exclude: (path) => path.includes("node_modules"),
  });
  expect(files.length).toBeGreaterThan(500);
  const off = files.filter((file) =>
    /oxlint-disable(?!-next-line [a-z-]+\/)|(?:oxlint|eslint)-disable.*(?:no-restricted|no-cycle|no-process-env)/.test(
      readFileSync(join(repository, file), "utf8"),
    ),
  );
  expect(off.filter((file) => file !== "tests/unit/import-rules.test.ts")).toEqual([]);
});
