import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quietly } from "@cogrion/local-stack/toolchain/fetching";
import { ensureSchemathesis } from "@cogrion/local-stack/toolchain/python";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Stage } from "../../apps/control-plane/src/testing/stage.ts";
import { setStage } from "../../apps/control-plane/src/testing/stage.ts";

let schemathesis: string;
let stage: Stage;
let folder: string;
beforeAll(async () => {
  schemathesis = await ensureSchemathesis(quietly);
  folder = await mkdtemp(join(tmpdir(), "cogrion-schemathesis-"));
  stage = await setStage();
});
afterAll(async () => {
  await stage?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a schema cannot say: which cursor is ours, which region there is, which host lies beneath a workspace's zone, which version a workspace has, and which numbers are a point of a curve. */
const exceptions = [
  "POST /api/accounts",
  "GET /api/accounts/{account_id}/audit",
  "GET /api/accounts/{account_id}/service-principals",
  "POST /api/accounts/{account_id}/service-principals",
  "POST /api/accounts/{account_id}/service-principals/{service_principal_id}/keys",
  "GET /api/accounts/{account_id}/support-access",
  "GET /api/support-access",
  "GET /api/accounts",
  "GET /api/workspaces",
  "PATCH /api/accounts/{account_id}",
  "GET /api/accounts/{account_id}/members",
  "PATCH /api/accounts/{account_id}/members/{principal_uid}",
  "GET /api/accounts/{account_id}/invitations",
  "POST /api/workspaces/{workspace_id}/register",
  "POST /api/workspaces/{workspace_id}/retry",
  "POST /api/workspaces/{workspace_id}/cancel",
  "DELETE /api/workspaces/{workspace_id}",
]
  .map(
    (name) => `
[[operations]]
include-name = "${name}"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "401", "403", "404", "409", "412"]
`,
  )
  .join("");

/** How long a busy machine takes to make data says nothing of the API. */
const noTiming = ["--suppress-health-check", "too_slow"];

const fuzz = async (options: { parameters: string; args: string[] }): Promise<{ code: number; output: string }> => {
  const { id, token } = await stage.givenWorkspace(`fuzz-${Math.random().toString(36).slice(2, 8)}`, "awaiting_bff");
  const config = join(folder, `${id}.toml`);
  // Tokens go in by file: arguments are for everybody on the machine to read.
  const text = `
[auth.openapi.principal]
bearer = "${await stage.token("ada")}"
[auth.openapi.workspace]
bearer = "${token}"
${options.parameters.replaceAll("{id}", id).replaceAll("{account}", stage.accountId)}
${exceptions}`;
  await writeFile(config, text, { mode: 0o600 });
  const url = new URL("/api/openapi.json", stage.controlPlane.publicUrl).href;
  const args = ["--config-file", config, "run", url, "--no-color", "--seed", "20260301", ...noTiming, ...options.args];
  return new Promise((resolve) => {
    execFile(schemathesis, args, { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, output: stdout + stderr });
    });
  });
};

const expectClean = ({ code, output }: { code: number; output: string }): void => {
  if (code !== 0) console.log(output);
  expect(code).toBe(0);
  expect(stage.controlPlane.output()).not.toContain('"level":"error"');
};

test("whatever comes in, each answer is one that the document states, and none is a 5xx", async () => {
  expectClean(await fuzz({ parameters: "", args: ["--phases", "examples,coverage,fuzzing", "--max-examples", "10"] }));
});

test("the same holds on a workspace that is there", async () => {
  expectClean(
    await fuzz({
      parameters: '[parameters]\n"path.workspace_id" = "{id}"\n"body.account_id" = "{account}"\n',
      args: [
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        "10",
        "--exclude-operation-id",
        "workspaces.delete",
      ],
    }),
  );
});
