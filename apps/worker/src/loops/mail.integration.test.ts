import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import type { RegionId, Store } from "@cogrion/domain";
import { readMails } from "@cogrion/emulators/mail/read";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import { createMailer } from "@cogrion/mail";
import type { Pool } from "@cogrion/postgres";
import { createPool, createStore, migrate } from "@cogrion/postgres";
import { acceptInvitation } from "@cogrion/services/invitations/accept";
import { createInvitation } from "@cogrion/services/invitations/create";
import type { Caller } from "@cogrion/services/access/caller";
import { createLogger, createMetricsRegistry } from "@cogrion/telemetry";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createMailLoop } from "./mail.ts";
import { createLoopMonitor } from "./monitor.ts";
import type { Loop } from "./repeat.ts";

let parts: TestParts<"postgres" | "mail">;
let pool: Pool;
let store: Store;
let loop: Loop;
const lines: string[] = [];
const registry = createMetricsRegistry({ service: "worker", environment: "local", region: "sgp-1" });
const now = () => new Date();

beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres", "mail"] });
  const databaseUrl = await parts.createDatabase("mail");
  await migrate({ databaseUrl, isPrimary: true });
  pool = createPool({ databaseUrl, applicationName: "test" });
  store = createStore(pool);
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const identity = { service: "worker", environment: "local", region: "sgp-1" };
  const logger = createLogger({ ...identity, level: "info", destination });
  const mailer = createMailer({
    ...parts.mail.smtp,
    security: "none",
    credentials: undefined,
    from: "no-reply@cogrion.localhost",
  });
  loop = createMailLoop(
    { store, logger, registry, monitor: createLoopMonitor({ logger, registry }) },
    { mailer, place: { environment: "local", region: "sgp-1" as RegionId }, apiUrl: "http://localhost:3000" },
  );
});
afterAll(async () => {
  await loop?.stop();
  await pool?.end();
  await parts?.stop();
});

const callerOf = (email: string, accountIds: string[] = []): Caller => ({
  principal: {
    uid: randomUUID(),
    email,
    kind: "user",
    externalId: email,
    systemRoles: [],
    accounts: accountIds.map((id) => ({ id, roles: ["owner"] })),
    supportAccess: [],
  },
  sourceIp: undefined,
  requestId: undefined,
});
const givenInvitation = async (email: string) => {
  const owner = callerOf("ada@acme.example");
  const { id: accountId } = await store.accounts.create({ name: "Acme – 第二", owner: owner.principal });
  owner.principal.accounts.push({ id: accountId, roles: ["owner"] });
  return createInvitation({ store, now }, owner, { accountId, email, roles: ["operator"] });
};
const metric = async (name: string): Promise<number> =>
  Number(
    new RegExp(`^${name.replaceAll(/[{}"]/g, String.raw`\$&`)}.* ([0-9.e+-]+)$`, "m").exec(
      await registry.metrics(),
    )?.[1],
  );
const polling = { timeout: 60_000, interval: 100 };

it("an invitation arrives by SMTP, and its link makes the invited person a member", async () => {
  const { accountId } = await givenInvitation("grace@acme.example");
  await expect.poll(() => readMails(parts.mail.url, "grace@acme.example"), polling).toHaveLength(1);
  const [mail] = await readMails(parts.mail.url, "grace@acme.example");
  expect(mail?.subject).toBe("You are invited to an account on Cogrion");
  const token = /#(cgi_[\w-]{43})/.exec(mail?.text ?? "")?.[1] ?? "";
  expect(mail?.html).toContain(`/api/invitation/#${token}`);
  const grace = callerOf("grace@acme.example");
  const { member } = await acceptInvitation({ store, now }, grace, { token });
  expect(member).toMatchObject({ accountId, email: "grace@acme.example", roles: ["operator"] });
  await expect.poll(() => lines.join(""), polling).toContain("a mail was processed");
  expect(lines.join("")).not.toContain(token);
});

it("waits for an unavailable mail server, reports it, and sends when it is available again", async () => {
  await parts.kill("mail");
  await givenInvitation("late@acme.example");
  await expect.poll(() => metric('mail_attempts_total{outcome="postponed"'), polling).toBeGreaterThan(0);
  expect(await metric("mail_outbox_oldest_age_seconds")).toBeGreaterThan(0);
  await expect.poll(() => lines.join(""), polling).toContain("a mail was not sent");
  await parts.restart("mail");
  await expect.poll(() => readMails(parts.mail.url, "late@acme.example"), polling).toHaveLength(1);
  await expect.poll(() => metric("mail_outbox_oldest_age_seconds"), polling).toBe(0);
});

it("gives up a mail that is rejected permanently, and shows that in the list of invitations", async () => {
  const { id } = await givenInvitation("nobody@nowhere.invalid");
  await expect.poll(async () => (await store.invitations.getById(id))?.mail, polling).toBe("failed");
  await expect.poll(() => metric('mail_attempts_total{outcome="failed"'), polling).toBe(1);
});
