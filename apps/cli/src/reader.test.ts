import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

// Each test starts processes one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const main = join(import.meta.dirname, "main.ts");
const workspace = {
  id: "w-acme",
  account_id: "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10",
  region: "sgp-1",
  state: "provisioning",
  health: null,
  delegated_zone: "w-acme.sgp-1.cogrion.com",
  provisioned_at: null,
  aws: { account_id: "222222222222", role_arn: "arn", region: "ap-southeast-1", external_id: "e" },
  hint: null,
  bff: null,
  is_name_reusable: false,
  left_behind: 0,
  created_at: new Date(0).toISOString(),
  updated_at: new Date(0).toISOString(),
};
const event = (sequence: number) => ({
  sequence,
  at: new Date(sequence).toISOString(),
  type: "step_changed",
  data: { step: "create_hosted_zone", status: "running", attempts: sequence },
});

/** An API whose workspace is busy forever, and emits an event every 20 ms. */
const api = createServer((request, response) => {
  const json = (body: unknown, status = 200): void =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.headers.accept === "text/event-stream") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    let sequence = 0;
    const timer = setInterval(() => {
      sequence += 1;
      response.write(`id: ${sequence}\ndata: ${JSON.stringify(event(sequence))}\n\n`);
    }, 20);
    response.once("close", () => clearInterval(timer));
  } else if (request.url?.endsWith("/events") === true) json({ items: [] });
  else if (request.url?.endsWith("/steps") === true) json({ items: [] });
  else if (request.url?.includes("w-left") === true)
    json({ ...workspace, id: "w-left", state: "deleted", left_behind: 2 }, request.method === "DELETE" ? 202 : 200);
  else if (request.url?.startsWith("/api/workspaces?") === true)
    json({ items: [workspace, { ...workspace, id: "w-left", state: "deleted", left_behind: 2 }], next_cursor: null });
  else json(workspace);
});
let url: string;
beforeAll(
  () =>
    new Promise<void>((resolve) => {
      api.listen(0, "127.0.0.1", () => {
        url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
        resolve();
      });
    }),
);
afterAll(() => {
  api.closeAllConnections();
  api.close();
});

/** The command's own exit code on the first line, then what it wrote to standard error. */
const through = (reader: string, ...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    const script = `{ "$@"; echo "code $?" >&2; } | { ${reader}; } >/dev/null`;
    execFile(
      "sh",
      ["-c", script, "sh", process.execPath, main, ...args],
      { env: { PATH: process.env["PATH"], COGRION_API_URL: url, COGRION_TOKEN: "t", HOME: "/nonexistent" } },
      (_, __, stderr) => resolve(stderr),
    );
  });

test.each([[[]], [["--json"]]])(
  "watching %j ends quietly when its reader leaves, and says so by its exit code",
  async (args) => {
    expect(await through("head -n 1", "workspace", "watch", "w-acme", ...args)).toBe("code 141\n");
  },
);

test("a command that has done its work ends with its own exit code, read or not", async () => {
  expect(await through("true", "workspace", "get", "w-acme", "--json")).toBe("code 0\n");
  expect(await through("true", "workspace", "--help")).toBe("code 0\n");
  expect(await through("true", "workspace", "get", "nonsense")).toMatch(/error: [\s\S]*code 2\n$/);
});

test("a deletion that left resources behind ends with exit code 8, and the list says how many", async () => {
  const deleting = ["workspace", "delete", "w-left", "--yes", "--watch"];
  for (const args of [deleting, [...deleting, "--json"]]) expect(await through("cat", ...args)).toBe("code 8\n");
  expect(await through("cat", "workspace", "delete", "w-left", "--yes")).toBe("code 0\n");
  expect(
    await through("grep -q 'w-left .*deleted, 2 left behind' && echo found >&2; true", "workspace", "list"),
  ).toContain("found");
});
