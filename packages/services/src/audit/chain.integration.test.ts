import { randomUUID } from "node:crypto";
import type { AuditEvent, Json } from "@cogrion/domain";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEventWith, verifiedChain, verifiedChains } from "@cogrion/testing/region/audit";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenRequested, startTestRegion } from "@cogrion/testing/region/region";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

describe("the audit chain", () => {
  it("holds for any events of several accounts, appended over several connections at once, alone and within transactions", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 20 }).map((each) => each.replaceAll("\0", ""));
    const details = fc.option(fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>), {
      nil: undefined,
    });
    const event = fc.record({
      account: fc.constantFrom(0, 1, 2, undefined),
      changes: fc.record({
        actor: fc.record({ kind: fc.constantFrom("principal", "workspace", "system"), id: text }),
        action: text,
        target: fc.record({ kind: text, id: text }),
        sourceIp: fc.option(fc.ipV6(), { nil: undefined }),
        outcome: fc.constantFrom("succeeded", "refused"),
        requestId: fc.option(text, { nil: undefined }),
        details: details.map((each) => (JSON.stringify(each)?.includes(String.raw`\u0000`) ? undefined : each)),
      }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { maxLength: 20 }), async (work) => {
        const accounts: string[] = [randomUUID(), randomUUID(), randomUUID()];
        const ofThisRun = (accountId: string | undefined) => accountId === undefined || accounts.includes(accountId);
        const before =
          (await verifiedChains(region, [], ofThisRun)).find((chain) => chain.accountId === undefined)?.events ?? 0;
        await Promise.all(
          work.map(async (events) => {
            const toAppend = events.map(({ account, changes }) =>
              auditEventWith(account === undefined ? undefined : accounts[account], changes as Partial<AuditEvent>),
            );
            const [first] = toAppend;
            if (toAppend.length === 1 && first !== undefined) await region.store.audit.append(first);
            else
              await region.store.transaction(async (tx) => {
                for (const each of toAppend) await tx.audit.append(each);
              });
          }),
        );
        const after = await verifiedChains(region, [], ofThisRun);
        for (const { fault } of after) expect(fault).toBeUndefined();
        const countOf = (account: number | undefined) => work.flat().filter((each) => each.account === account).length;
        for (const [index, accountId] of accounts.entries())
          expect(after.find((chain) => chain.accountId === accountId)?.events ?? 0).toBe(countOf(index));
        expect(after.find((chain) => chain.accountId === undefined)?.events ?? 0).toBe(before + countOf(undefined));
      }),
      { numRuns: 30 },
    );
  });

  it("serializes appends of one account, and never makes those of other accounts wait", async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await region.store.audit.append(auditEventWith(one));
    const holder = await region.pool.connect();
    try {
      await holder.query("begin");
      await holder.query("select from audit_heads where chain_id = $1 for update", [one]);
      const waiting = region.store.audit.append(auditEventWith(one));
      await region.store.audit.append(auditEventWith(other));
      expect((await region.store.audit.head(other))?.sequence).toBe(1);
      expect((await region.store.audit.head(one))?.sequence).toBe(1);
      await holder.query("commit");
      await waiting;
      expect((await region.store.audit.head(one))?.sequence).toBe(2);
    } finally {
      holder.release();
    }
  });

  it("cannot dead-lock: transactions that append to the same accounts in different orders, amid other locks, all commit", async () => {
    const { id, accountId } = await givenRequested(region);
    const accounts = [accountId, randomUUID(), randomUUID()];
    await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        region.store.transaction(async (tx) => {
          const order = index % 2 === 0 ? accounts : accounts.toReversed();
          for (const each of order) await tx.audit.append(auditEventWith(each));
          await tx.workspaces.getForUpdate(id);
        }),
      ),
    );
    expect((await region.store.audit.head(accounts[1] ?? ""))?.sequence).toBe(24);
  });

  it("leaves nothing of a transaction that fails, and no gap", async () => {
    const accountId = randomUUID();
    await region.store.audit.append(auditEventWith(accountId));
    const failing = region.store.transaction(async (tx) => {
      await tx.audit.append(auditEventWith(accountId));
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    await region.store.audit.append(auditEventWith(accountId));
    expect(await verifiedChain(region, accountId)).toMatchObject({
      events: 2,
      head: { sequence: 2 },
      fault: undefined,
    });
  });

  it("outlives the account and the workspace that it describes", async () => {
    const { accountId, id } = await givenRequested(region);
    const before = await verifiedChain(region, accountId);
    await region.pool.query("truncate workspaces, accounts cascade");
    expect(await region.store.workspaces.get(id)).toBeUndefined();
    expect(await verifiedChain(region, accountId)).toEqual(before);
  });
});
