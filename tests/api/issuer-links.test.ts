import type { MailMessage, Place, RegionId } from "@cogrion/domain";
import { createStore } from "@cogrion/postgres";
import { purgeIssuerLinks } from "@cogrion/services/issuer-links/purge";
import { sendMails } from "@cogrion/services/mail/send";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TwoRegions } from "./support/two-regions.ts";
import { setTwoRegions } from "./support/two-regions.ts";

type Side = "primary" | "second";
const regionOf: Record<Side, RegionId> = { primary: "sgp-1" as RegionId, second: "frankfurt-1" as RegionId };

let two: TwoRegions;
const accounts = { primary: "", second: "" };
beforeAll(async () => {
  two = await setTwoRegions();
  for (const side of ["primary", "second"] as const) {
    const uids: Record<string, string> = {};
    for (const name of ["ada", "boss", "mallory"]) {
      const { body } = await call(side, "GET", "/api/me", await tokenOf(name, side));
      uids[name] = String(body["uid"]);
    }
    const store = createStore(two.pools[side]);
    const owner = { uid: uids["boss"] ?? "", email: "boss@example.com" };
    const { id: accountId } = await store.accounts.create({ name: "Acme", owner });
    await store.members.add({ accountId, uid: uids["ada"] ?? "", email: "ada@example.com", roles: ["admin"] });
    accounts[side] = accountId;
  }
});
afterAll(() => two?.stop());
beforeEach(async () => {
  for (const pool of Object.values(two.pools)) {
    await pool.query("delete from issuer_links");
    await pool.query("delete from quota_uses");
  }
});

const tokenOf = (name: string, side: Side, subject?: string) => two.tokenOf(name, two.realms[side], subject);

const call = async (side: Side, method: string, path: string, token: string, body?: unknown) => {
  const response = await fetch(two[side].publicUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
};
const outcomeOf = ({ status, body }: Awaited<ReturnType<typeof call>>) => [status, body["code"]];

/** The mail that the worker would send. */
const mailsOf = async (side: Side): Promise<MailMessage[]> => {
  const mails: MailMessage[] = [];
  await sendMails({
    store: createStore(two.pools[side]),
    mailer: { send: async (mail) => void mails.push(mail) },
    place: { environment: "local", region: regionOf[side] } satisfies Place,
    apiUrl: two[side].publicUrl,
    now: () => new Date(),
    onOutcome: () => undefined,
  });
  return mails;
};

const otherOf = (side: Side): Side => (side === "primary" ? "second" : "primary");

/** The mailed code, requested with this region's own sign-in. */
const requestAt = async (side: Side, name = "ada") => {
  const body = { region: regionOf[otherOf(side)] };
  const { body: link } = await call(side, "POST", "/api/me/issuer-links", await tokenOf(name, side), body);
  const mail = (await mailsOf(side)).find(({ to, text }) => to === `${name}@example.com` && text.includes("cgl_"));
  return { link, code: /cgl_[\w-]{43}/.exec(mail?.text ?? "")?.[0] ?? "" };
};

type Confirmation = { code: string; token?: string; by?: string };
const confirmAt = async (side: Side, { code, token, by }: Confirmation) =>
  call(side, "POST", "/api/me/issuer-link-confirmations", by ?? (await tokenOf("ada", side)), {
    code,
    access_token: token ?? (await tokenOf("ada", otherOf(side))),
  });

const meAt = async (side: Side, token: string) => call(side, "GET", "/api/me", token);

describe.each(["primary", "second"] as const)("in the %s region", (side) => {
  const other = otherOf(side);

  test("a linked sign-in acts as its person, without system roles, and as nobody from the moment it is unlinked", async () => {
    const foreign = await tokenOf("ada", other);
    const { code } = await requestAt(side);
    expect(outcomeOf(await meAt(side, foreign))).toEqual([403, "issuer_not_accepted"]);
    const { status, body: link } = await confirmAt(side, { code });
    expect([status, link["status"], link["subject"]]).toEqual([200, "linked", "subject-of-ada"]);
    expect(await meAt(side, foreign)).toMatchObject({
      status: 200,
      body: { email: "ada@example.com", accounts: [{ id: accounts[side], roles: ["admin"] }], system_roles: [] },
    });
    expect((await mailsOf(side)).map(({ to }) => to).toSorted()).toEqual(["ada@example.com", "boss@example.com"]);

    const own = await tokenOf("ada", side);
    expect((await call(side, "DELETE", `/api/me/issuer-links/${String(link["id"])}`, own)).status).toBe(204);
    expect(outcomeOf(await meAt(side, foreign))).toEqual([403, "issuer_not_accepted"]);
    expect((await mailsOf(side)).map(({ to }) => to).toSorted()).toEqual(["ada@example.com", "boss@example.com"]);
    // It can be linked again, with another code.
    expect((await confirmAt(side, { code })).status).toBe(404);
    const again = await requestAt(side);
    expect((await confirmAt(side, { code: again.code })).status).toBe(200);
    expect((await meAt(side, foreign)).status).toBe(200);
  });

  test("an owner of the person's account sees the link and ends it; a stranger does neither", async () => {
    const { code } = await requestAt(side);
    const { body: link } = await confirmAt(side, { code });
    const path = `/api/accounts/${accounts[side]}/issuer-links`;
    const [boss, mallory] = [await tokenOf("boss", side), await tokenOf("mallory", side)];
    expect((await call(side, "GET", path, boss)).body["items"]).toMatchObject([{ id: link["id"], status: "linked" }]);
    expect((await call(side, "DELETE", `${path}/${String(link["id"])}`, mallory)).status).toBe(404);
    expect((await call(side, "DELETE", `/api/me/issuer-links/${String(link["id"])}`, mallory)).status).toBe(404);
    expect((await call(side, "DELETE", `${path}/${String(link["id"])}`, boss)).status).toBe(204);
    expect(outcomeOf(await meAt(side, await tokenOf("ada", other)))).toEqual([403, "issuer_not_accepted"]);
  });

  test("the other realm's administrator starts and confirms nothing, with any subject, not even with the code", async () => {
    const { code } = await requestAt(side);
    for (const subject of ["subject-of-ada", "made-by-the-administrator"]) {
      const forged = await tokenOf("ada", other, subject);
      const asked = { region: regionOf[other] };
      expect(outcomeOf(await call(side, "POST", "/api/me/issuer-links", forged, asked))).toEqual([
        403,
        "issuer_not_accepted",
      ]);
      expect(outcomeOf(await confirmAt(side, { code, token: forged, by: forged }))).toEqual([
        403,
        "issuer_not_accepted",
      ]);
    }
  });

  test("only the linked subject acts, with the linked address: the administrator's other tokens are nobody's", async () => {
    const { code } = await requestAt(side);
    await confirmAt(side, { code });
    for (const token of [
      await tokenOf("ada", other, "another-subject"),
      await tokenOf("boss", other, "subject-of-ada"),
      await tokenOf("boss", other),
    ])
      expect(outcomeOf(await meAt(side, token))).toEqual([403, "issuer_not_accepted"]);
  });

  test("a linked sign-in links nothing itself, and no further one", async () => {
    const { code } = await requestAt(side);
    await confirmAt(side, { code });
    const foreign = await tokenOf("ada", other);
    for (const region of [regionOf[other], "tokyo-1"])
      expect(outcomeOf(await call(side, "POST", "/api/me/issuer-links", foreign, { region }))).toEqual([
        403,
        "own_sign_in_required",
      ]);
    expect(outcomeOf(await confirmAt(side, { code, by: foreign }))).toEqual([403, "own_sign_in_required"]);
  });

  test("a code is good for its person, for the requested region and address, once, and for its time", async () => {
    const { link, code } = await requestAt(side);
    const mallory = await tokenOf("mallory", side);
    expect(outcomeOf(await confirmAt(side, { code, by: mallory }))).toEqual([404, "issuer_link_not_found"]);
    const tokyo = await two.startRealm("tokyo-1");
    for (const token of [
      await tokenOf("boss", other),
      await tokenOf("ada", side),
      await two.tokenOf("ada", tokyo),
      "not.a.token",
    ])
      expect(outcomeOf(await confirmAt(side, { code, token }))).toEqual([400, "linked_token_rejected"]);
    await tokyo.close();
    expect(outcomeOf(await confirmAt(side, { code: `cgl_${"x".repeat(43)}` }))).toEqual([404, "issuer_link_not_found"]);

    const { code: newer } = await requestAt(side);
    expect((await confirmAt(side, { code })).status).toBe(404);
    await two.pools[side].query("update issuer_links set expires_at = now() where status = 'pending'");
    expect((await confirmAt(side, { code: newer })).status).toBe(404);

    const { code: last } = await requestAt(side);
    const both = await Promise.all([confirmAt(side, { code: last }), confirmAt(side, { code: last })]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 404]));
    expect(link["status"]).toBe("pending");
  });

  test("a link ends after its time, and the token's hash is all that is stored of a code", async () => {
    const { code } = await requestAt(side);
    const { rows } = await two.pools[side].query("select code_hash from issuer_link_codes");
    expect(JSON.stringify(rows)).not.toContain(code.slice(4));
    await confirmAt(side, { code });
    await two.pools[side].query("update issuer_links set expires_at = now()");
    expect(outcomeOf(await meAt(side, await tokenOf("ada", other)))).toEqual([403, "issuer_not_accepted"]);
    const again = await requestAt(side);
    expect((await confirmAt(side, { code: again.code })).status).toBe(200);
  });

  test("what ended ninety days ago is deleted, and nothing else", async () => {
    const { code } = await requestAt(side);
    await confirmAt(side, { code });
    const store = createStore(two.pools[side]);
    const at = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000);
    expect(await purgeIssuerLinks({ store }, at(179))).toBe(0);
    expect(await purgeIssuerLinks({ store }, at(181))).toBe(1);
  });

  test("who is removed from the account is no member with the linked sign-in either", async () => {
    const { code } = await requestAt(side);
    await confirmAt(side, { code });
    const foreign = await tokenOf("ada", other);
    const { body } = await meAt(side, foreign);
    const path = `/api/accounts/${accounts[side]}/members/${String(body["uid"])}`;
    expect((await call(side, "DELETE", path, await tokenOf("boss", side))).status).toBe(204);
    expect((await meAt(side, foreign)).body["accounts"]).toEqual([]);
    await createStore(two.pools[side]).members.add({
      accountId: accounts[side],
      uid: String(body["uid"]),
      email: "ada@example.com",
      roles: ["admin"],
    });
  });

  test("a request for the own region, or for a word that is not a region, is rejected", async () => {
    const own = await tokenOf("ada", side);
    for (const [region, code] of [
      [regionOf[side], "region_invalid"],
      ["evil.example", "request_invalid"],
    ])
      expect(outcomeOf(await call(side, "POST", "/api/me/issuer-links", own, { region }))).toEqual([400, code]);
  });
});

test("a link in one region gives no authority in the other", async () => {
  const { code } = await requestAt("primary");
  await confirmAt("primary", { code });
  expect(outcomeOf(await meAt("second", await tokenOf("ada", "primary")))).toEqual([403, "issuer_not_accepted"]);
});

test("each step is in the audit log of the person's account, and each refused confirmation in the region's", async () => {
  const { code } = await requestAt("primary");
  await confirmAt("primary", { code, token: await tokenOf("boss", "second") });
  const { body: link } = await confirmAt("primary", { code });
  await call("primary", "DELETE", `/api/me/issuer-links/${String(link["id"])}`, await tokenOf("ada", "primary"));
  const { rows } = await two.pools.primary.query(
    `select action || ' ' || outcome || ' ' || (account_id is not null) as line, details from audit_events
     where action like 'issuer_link.%' order by at desc, sequence desc limit 4`,
  );
  expect(rows.map(({ line }: { line: string }) => line).toSorted()).toEqual([
    "issuer_link.linked refused false",
    "issuer_link.linked succeeded true",
    "issuer_link.requested succeeded true",
    "issuer_link.unlinked succeeded true",
  ]);
  expect(JSON.stringify(rows)).not.toContain(code);
});
