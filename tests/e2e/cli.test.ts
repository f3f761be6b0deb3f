import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { withDatabase } from "@cogrion/local-stack/database";
import { readMails } from "@cogrion/emulators/mail/read";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { register } from "@cogrion/testing/registration";
import { walkThrough } from "@cogrion/testing/sign-in";
import { useSharedSystem } from "@cogrion/testing/shared-system";
import { until } from "@cogrion/testing/until";
import { launchTemplate } from "@cogrion/testing/workspaces";
import { testInstalledPackage } from "./support/installed-package.ts";

const system = useSharedSystem();
const { password } = system;
const person = "shell@acme.example";
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "cogrion-cli-"));
  await system.tokenOf(person);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const main = join(import.meta.dirname, "..", "..", "tools", "develop", "src", "main.ts");

const apiUrl = (): string => `http://localhost:${new URL(system.apiUrl).port}`;

/** The command line in a separate process, as a person's shell starts it. */
const start = (...args: string[]) => startWith({}, ...args);
const startWith = ({ input, ...extra }: Record<string, string>, ...args: string[]) => {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH, COGRION_COMMAND: "./cogrion", XDG_CONFIG_HOME: home, COGRION_API_URL: apiUrl(), ...extra },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input ?? "");
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  return { output, ended, kill: (signal: NodeJS.Signals) => child.kill(signal) };
};

type Ran = { code: number; stdout: string; stderr: string };
const run = (...args: string[]): Promise<Ran> => runWith({}, ...args);
/** With these variables in addition to the usual ones, and `input` on standard input. */
const runWith = async (extra: Record<string, string>, ...args: string[]): Promise<Ran> => {
  const { output, ended } = startWith(extra, ...args);
  return { code: await ended, ...output };
};

const lastLineOf = (text: string): Record<string, unknown> =>
  JSON.parse(text.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;

test("a person signs in, creates a workspace, fixes what blocks it, uses it and deletes it, all from the shell", async () => {
  const before = await run("whoami");
  expect(before).toMatchObject({ code: 4, stdout: "" });
  expect(before.stderr).toContain("./cogrion login");

  const login = start("login", "--json");
  const invitation = await until("the invitation", async () => {
    const line = login.output.stdout.split("\n")[0] ?? "";
    return line === "" ? undefined : (JSON.parse(line) as { verification_uri_complete: string; user_code: string });
  });
  expect(invitation.user_code).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  await walkThrough(invitation.verification_uri_complete, { username: person, password });
  expect(await login.ended).toBe(0);
  expect(lastLineOf(login.output.stdout)).toMatchObject({ email: person, accounts: [] });
  const file = join(home, "cogrion", "sessions.json");
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const account = lastLineOf((await run("account", "create", "Acme", "--json")).stdout)["id"] as string;
  expect((await run("account", "list")).stdout).toContain("Acme");
  expect((await run("workspace", "list")).stdout).toContain("There is no workspace yet");

  const asked = ["--account", account, "--aws-account", "222222222222", "--slug", "shell"];
  const blocked = await run("workspace", "create", ...asked, "--watch");
  expect(blocked.code).toBe(3);
  expect(blocked.stdout).toContain("role_not_assumable");
  expect(blocked.stdout).toContain("./cogrion workspace template w-shell");

  const template = await run("workspace", "template", "w-shell");
  expect(template.stdout).toContain("AWS::IAM::Role");
  const api = await system.clientOf(person);
  await launchTemplate(system, api, "w-shell" as WorkspaceId);
  const retried = await run("workspace", "retry", "w-shell", "--watch", "--json");
  expect(retried.code).toBe(0);
  expect(lastLineOf(retried.stdout)).toMatchObject({ workspace: { id: "w-shell", state: "awaiting_bff" } });
  expect((await run("workspace", "ledger", "w-shell")).stdout).toMatch(/route53_hosted_zone +present/);
  expect((await run("workspace", "preflight", "w-shell")).stdout).toMatch(/permissions +passed/);

  const minted = await run("workspace", "token", "mint", "w-shell", "--name", "bff");
  expect(minted.stdout.trim()).toMatch(/^cgw_/);
  expect((await run("workspace", "token", "list", "w-shell")).stdout).not.toContain(minted.stdout.trim());

  const page = lastLineOf((await run("workspace", "list", "--json", "--search", "shell")).stdout);
  expect(page).toMatchObject({ items: [{ id: "w-shell" }], next_cursor: null });
  expect((await run("workspace", "delete", "w-shell")).stderr).toContain("--yes");
  const deleted = await run("workspace", "delete", "w-shell", "--yes", "--watch");
  expect(deleted).toMatchObject({ code: 0, stderr: "" });
  expect(deleted.stdout).not.toContain("awaiting_bff");
  expect((await api.call(routes.getWorkspace, { params: { workspace_id: "w-shell" as WorkspaceId } })).state).toBe(
    "deleted",
  );

  expect((await run("logout")).stdout).toContain("Signed out");
  expect(await readFile(file, "utf8")).not.toContain("token");
  expect((await run("workspace", "list")).code).toBe(4);
});

test("a workspace is watched until it rests, cancelled, and has its own exit code if it is deleted while watched", async () => {
  const owner = { COGRION_TOKEN: await system.tokenOf("watcher@acme.example") };
  const workspace = (...args: string[]) => runWith(owner, "workspace", ...args);
  const account = lastLineOf((await runWith(owner, "account", "create", "Watched", "--json")).stdout)["id"] as string;
  const asked = (slug: string) => ["create", "--account", account, "--aws-account", "333333333333", "--slug", slug];

  expect((await workspace(...asked("stays"), "--json")).code).toBe(0);
  const blocked = await workspace("watch", "w-stays");
  expect([blocked.code, blocked.stdout]).toEqual([3, expect.stringContaining("role_not_assumable")]);
  const cancelled = await workspace("cancel", "w-stays", "--watch", "--json");
  expect([cancelled.code, cancelled.stderr]).toEqual([0, ""]);
  expect(lastLineOf(cancelled.stdout)).toMatchObject({ workspace: { id: "w-stays", state: "deleted" } });

  // Without a worker, it cannot finish before the watching has begun.
  await system.kill("worker");
  expect((await workspace(...asked("goes"), "--json")).code).toBe(0);
  const watching = startWith(owner, "workspace", "watch", "w-goes");
  await until("the watching", async () => watching.output.stdout.includes("w-goes"));
  expect((await workspace("cancel", "w-goes")).stdout).toContain("./cogrion workspace watch w-goes");
  await system.restart("worker");
  expect(await watching.ended).toBe(6);
  expect(watching.output).toMatchObject({ stdout: expect.stringContaining("deleted") as string, stderr: "" });
  expect((await workspace("watch", "w-never")).code).toBe(1);
});

test("an owner invites somebody, who makes a sign-in, accepts with the link of the mail, gets another role and is removed, all from the shell", async () => {
  const owner = { COGRION_TOKEN: await system.tokenOf("ada@acme.example") };
  const created = await runWith(owner, "account", "create", "Acme & Söhne", "--region", "sgp-1", "--json");
  const id = lastLineOf(created.stdout)["id"] as string;
  expect((await runWith(owner, "account", "create", "Far", "--region", "frankfurt-1")).stderr).toContain(
    "account_region_mismatch",
  );
  const invited = await runWith(owner, "account", "invite", id, "grace@acme.example", "--role", "operator");
  expect(invited).toMatchObject({ code: 0, stdout: expect.stringContaining("pending") as string });

  const mail = await until("the mail", async () => (await readMails(system.parts.mail.url, "grace@acme.example"))[0]);
  expect(mail.subject).toBe("You are invited to an account on Cogrion");
  const invitee = { email: "grace@acme.example", password };
  expect(await register({ issuer: system.issuer, mail: system.parts.mail }, invitee)).toContain("code=");
  const grace = { COGRION_TOKEN: await system.tokenOf("grace@acme.example") };
  expect(mail.text).toContain(`./cogrion account accept-invitation --api-url ${apiUrl()}`);
  const link = /http\S+#cgi_\S+/.exec(mail.text ?? "")?.[0] ?? "";
  expect((await runWith(grace, "account", "accept-invitation")).code).toBe(2);
  const wrong = await runWith({ ...owner, input: link }, "account", "accept-invitation");
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("invitation_not_found") as string });
  const accepted = await runWith({ ...grace, input: `${link}\n` }, "account", "accept-invitation");
  expect(accepted).toMatchObject({ code: 0, stdout: expect.stringContaining("operator") as string });
  expect((await runWith(owner, "account", "invitations", id)).stdout).toMatch(
    /grace@acme\.example +operator +accepted +sent/,
  );

  expect((await runWith(grace, "account", "members", id)).stdout).toMatch(/ada@acme\.example +owner/);
  const raised = await runWith(grace, "account", "set-roles", id, "grace@acme.example", "owner");
  expect(raised.stderr).toContain("role_insufficient");
  const changed = await runWith(owner, "account", "set-roles", id, "Grace@acme.example", "viewer", "admin", "--json");
  expect(lastLineOf(changed.stdout)).toMatchObject({ email: "grace@acme.example", roles: ["admin", "viewer"] });
  const renamed = await runWith(grace, "account", "rename", id, "Acme Limited");
  expect(renamed.stdout).toContain("Acme Limited");
  expect((await runWith(owner, "account", "leave", id, "--yes")).stderr).toContain("last_owner");
  expect((await runWith(owner, "account", "remove-member", id, "grace@acme.example")).stderr).toContain("--yes");
  expect((await runWith(owner, "account", "remove-member", id, "grace@acme.example", "--yes")).code).toBe(0);
  expect((await runWith(grace, "account", "get", id)).stderr).toContain("account_not_found");
  expect((await runWith(owner, "account", "set-roles", id, "grace@acme.example", "viewer")).code).toBe(2);
  for (const log of ["worker.log", "control-plane.log"])
    expect(await readFile(join(system.parts.folder, "logs", log), "utf8")).not.toMatch(/cgi_[\w-]{10}/);
});

test("an invalid workspace id is reported before anything is sent, and an unavailable API has its own exit code", async () => {
  const wrong = await run("workspace", "create", "--account", "acme", "--aws-account", "12");
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("--account");
  const away = await run("login", "--api-url", "http://localhost:9");
  expect(away).toMatchObject({ code: 5, stdout: "" });
  expect(away.stderr).toContain("./cogrion up");
  const unknown = await run("workspace", "get", "Nonsense");
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain("w-acme");
});

describe("without a browser", () => {
  let owner: Record<string, string>;
  let account: string;
  beforeAll(async () => {
    owner = { COGRION_TOKEN: await system.tokenOf(person) };
    account = lastLineOf((await runWith(owner, "account", "create", "Automated", "--json")).stdout)["id"] as string;
  });

  test("automation works with its own key, switches to another without an interruption, and is disabled immediately", async () => {
    const [first, second] = [join(home, "first.pem"), join(home, "second.pem")];
    const service = (...args: string[]) => runWith(owner, "service-principal", ...args, "--account", account);
    const created = await service("create", "deploy pipeline", "--role", "operator", "--key-file", first, "--json");
    expect(created).toMatchObject({ code: 0, stderr: "" });
    const made = lastLineOf(created.stdout) as { id: string; client_id: string; keys: { id: string }[] };
    expect(made).toMatchObject({ state: "active", is_in_force: true, roles: ["operator"] });
    expect((await stat(first)).mode & 0o777).toBe(0o600);
    expect((await service("create", "another", "--role", "viewer", "--key-file", first)).code).toBe(2);

    const by = (keyFile: string) => ({ COGRION_CLIENT_ID: made.client_id, COGRION_CLIENT_KEY_FILE: keyFile });
    const asked = ["--account", account, "--aws-account", "222222222222", "--slug", "by-pipeline"];
    expect((await runWith(by(first), "workspace", "create", ...asked)).code).toBe(0);
    const refused = await runWith(by(first), "account", "create", "Mine");
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("people_only")]);

    const rotated = await service("rotate", made.id, "--key-file", second);
    expect([rotated.code, rotated.stderr]).toEqual([0, expect.stringContaining(made.keys[0]?.id ?? "none")]);
    for (const keyFile of [first, second]) expect((await runWith(by(keyFile), "whoami")).code).toBe(0);
    expect((await service("remove-key", made.id, made.keys[0]?.id ?? "")).code).toBe(0);
    await until("the realm to forget the first key", async () =>
      (await runWith(by(first), "whoami")).code === 4 ? true : undefined,
    );
    expect((await service("list")).stdout).toMatch(/deploy pipeline +operator +active +2/);

    // Nobody updates the realm now. The API rejects the service principal anyway, and the realm is
    // updated later.
    await system.kill("worker");
    expect((await service("disable", made.id)).stdout).toContain("disabled, not in force yet");
    expect((await runWith(by(second), "whoami")).code).toBe(4);
    await system.restart("worker");
    await until("the realm to be told", async () => /disabled$/m.test((await service("get", made.id)).stdout));
    expect((await service("delete", made.id)).stdout).toContain(made.id);
    const half = await runWith({ COGRION_CLIENT_ID: made.client_id }, "whoami");
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining("COGRION_CLIENT_KEY_FILE")]);
  });

  test("an operator makes somebody staff, who asks for access, which an owner approves and ends", async () => {
    const staff = { COGRION_TOKEN: await system.tokenOf("sam@cogrion.example") };
    const database = { PRIMARY_DATABASE_URL: system.databaseUrl };
    const grant = ["staff", "grant", "--email", "sam@cogrion.example", "--role", "support"];
    const tooEarly = await runWith(database, ...grant);
    expect([tooEarly.code, tooEarly.stderr]).toEqual([1, expect.stringContaining("has signed in yet")]);
    await runWith(staff, "whoami");
    expect((await runWith(database, ...grant)).stdout).toContain("support");
    expect((await runWith(database, "staff", "list")).stdout).toContain("sam@cogrion.example");

    const look = async () => (await runWith(staff, "account", "get", account)).code;
    const ask = ["--account", account, "--role", "viewer", "--minutes", "30", "--reason", "Ticket 4711"];
    const requested = await runWith(staff, "support-access", "request", ...ask, "--json");
    const { id } = lastLineOf(requested.stdout) as { id: string };
    expect(await look()).toBe(1);
    const list = await runWith(owner, "support-access", "list", "--account", account);
    expect(list.stdout).toMatch(/sam@cogrion\.example +viewer +requested .*Ticket 4711/);
    const decide = (decision: string) => runWith(owner, "support-access", decision, id, "--account", account);
    expect((await decide("approve")).stdout).toContain("approved");
    expect(await look()).toBe(0);
    expect((await decide("end")).stdout).toContain("ended");
    expect(await look()).toBe(1);
    expect((await runWith(staff, "support-access", "list")).stdout).toMatch(/viewer +ended/);

    expect((await runWith(database, ...grant.with(1, "revoke"))).stdout).toContain("none");
    const keycloaks = new URL("/keycloak", system.databaseUrl).href;
    const elsewhere = await runWith({ PRIMARY_DATABASE_URL: keycloaks }, "staff", "list");
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining("not the primary region's")]);
  });
});

test("the audit is listed, exported and verified from the shell, offline and in the database, and tampering is detected", async () => {
  const api = await system.clientOf("auditor@acme.example");
  const account = (await api.call(routes.createAccount, { body: { name: "Audited" } })).id;
  const environment = {
    COGRION_TOKEN: await system.tokenOf("auditor@acme.example"),
    COGRION_AUDIT_DATABASE_URL: system.databaseUrl,
  };
  const audit = async (...args: string[]) => {
    const { output, ended } = startWith(environment, "audit", ...args);
    return { code: await ended, ...output };
  };
  const of = ["--account", account];

  const page = lastLineOf((await audit("list", ...of, "--action", "account.created", "--json")).stdout);
  expect(page).toMatchObject({ items: [{ sequence: 1, target: { id: account } }], next_cursor: null });
  expect((await audit("list", ...of, "--outcome", "refused")).stdout).toContain("Nothing found.");

  const anchors = join(home, "anchors.ndjson");
  await writeFile(anchors, (await audit("head", ...of, "--json")).stdout);
  const file = join(home, "audit.ndjson");
  expect(await audit("export", ...of, "--output", file)).toMatchObject({ code: 0, stderr: "" });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await audit("export", ...of, "--format", "csv", "--output", "-")).stdout).toMatch(/^sequence,at,/);
  expect(await audit("verify", "--file", file, "--against", anchors)).toMatchObject({
    code: 0,
    stdout: "2 events in 1 chain hold.\n",
  });
  expect(await audit("verify", ...of, "--against", file)).toMatchObject({ code: 0 });

  const heads = join(home, "heads.ndjson");
  const whole = await audit("verify", "--json", "--heads", heads);
  expect([whole.code, lastLineOf(whole.stdout)]).toEqual([0, expect.objectContaining({ is_sound: true, faults: [] })]);
  expect(await readFile(heads, "utf8")).toContain(account);

  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace('"account.created"', '"account.deleted"'));
  const forged = await audit("verify", "--file", file);
  expect(forged).toMatchObject({ code: 7, stderr: "" });
  expect(forged.stdout).toContain(`Account ${account}: edited at event 1`);

  await withDatabase(system.databaseUrl, async (intruder) => {
    await intruder.query("set session_replication_role = replica");
    await intruder.query("delete from audit_events where account_id = $1 and sequence = 1", [account]);
  });
  const gap = await audit("verify", "--json", "--against", heads);
  expect(gap.code).toBe(7);
  expect(lastLineOf(gap.stdout)).toMatchObject({
    is_sound: false,
    faults: [{ account_id: account, kind: "gap", sequence: 1 }],
  });
});

test("input that the audit's verification cannot read is reported as such", async () => {
  const nothing = await run("audit", "verify", "--file", join(home, "nothing.ndjson"));
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining("ENOENT")]);
  const address = startWith({ COGRION_AUDIT_DATABASE_URL: "mysql://root:secret@db" }, "audit", "verify");
  expect(await address.ended).toBe(2);
  expect(address.output.stderr).not.toContain("secret");
  const both = await run("audit", "verify", "--file", "a", "--region", "sgp-1");
  expect(both.code).toBe(2);
});

testInstalledPackage({ home: () => home, apiUrl, user: { username: person, password } });
