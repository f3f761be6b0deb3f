import type { AuditHead } from "@cogrion/domain";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { auditEventWith, verifiedChain, verifiedChains } from "@cogrion/testing/region/audit";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenOwner, startTestRegion } from "@cogrion/testing/region/region";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

describe("tampering by somebody who owns the database", () => {
  let accountId: string;
  beforeEach(async () => {
    ({ accountId } = await givenOwner(region));
    for (let made = 2; made <= 5; made++) {
      await region.store.audit.append(
        auditEventWith(accountId, { details: { before: { n: made }, after: { n: made + 1 } } }),
      );
    }
    expect(await verifiedChain(region, accountId)).toMatchObject({ events: 5, fault: undefined });
  });

  /** With all triggers disabled, which only a superuser may do; `$1` is the account. */
  const tamper = async (...statements: string[]): Promise<void> => {
    const client = await region.pool.connect();
    try {
      await client.query("set session_replication_role = replica");
      for (const statement of statements) await client.query(statement, statement.includes("$1") ? [accountId] : []);
    } finally {
      await client.query("reset session_replication_role");
      client.release();
    }
  };
  const faultOf = async (anchors: AuditHead[] = []) => {
    const { fault } = await verifiedChain(region, accountId, anchors);
    return fault && [fault.kind, fault.sequence];
  };

  it("is refused as long as the triggers are on, for events and heads alike", async () => {
    for (const change of [
      "update audit_events set action = 'x'",
      "delete from audit_events",
      "truncate audit_events",
      "update audit_heads set sequence = sequence + 1",
      "delete from audit_heads",
      "truncate audit_heads",
      "insert into audit_heads values (gen_random_uuid(), 0, '')",
    ])
      await expect(region.pool.query(change)).rejects.toMatchObject({ code: "42501" });
  });

  const edits: Record<string, string> = {
    actor_kind: "'system'",
    actor_id: "'somebody-else'",
    action: "'workspace.deleted'",
    target_kind: "'account'",
    target_id: "'w-other'",
    source_ip: "null",
    outcome: "'refused'",
    request_id: "'request-2'",
    at: "at - interval '1 hour'",
    details: `'{"before":{"n":3},"after":{"n":5}}'`,
    id: "gen_random_uuid()",
    previous_hash: "repeat('a', 64)",
    hash: "repeat('a', 64)",
  };
  it.each(Object.entries(edits))("an edit of %s is found at its event", async (column, value) => {
    await tamper(`update audit_events set ${column} = ${value} where account_id = $1 and sequence = 3`);
    expect(await faultOf()).toEqual(["edited", 3]);
  });

  it("has no column whose edit would not be found", async () => {
    const { rows } = await region.pool.query<{ name: string }>(
      "select column_name as name from information_schema.columns where table_name = 'audit_events'",
    );
    const tried = [...Object.keys(edits), "account_id", "sequence"];
    expect(rows.map((row) => row.name).toSorted()).toEqual(tried.toSorted());
  });

  it.each([
    ["the first event", "sequence = 1", ["gap", 1]],
    ["one in the middle", "sequence = 3", ["gap", 3]],
    ["several", "sequence between 2 and 4", ["gap", 2]],
    ["the last event", "sequence = 5", ["truncated", 5]],
    ["the last two", "sequence >= 4", ["truncated", 4]],
    ["all of them", "true", ["truncated", 1]],
  ])("a deletion of %s is found", async (_, which, fault) => {
    await tamper(`delete from audit_events where account_id = $1 and ${which}`);
    expect(await faultOf()).toEqual(fault);
  });

  it("two events that changed places are found", async () => {
    await tamper(
      "update audit_events set sequence = -sequence where account_id = $1 and sequence in (3, 4)",
      "update audit_events set sequence = 7 + sequence where account_id = $1 and sequence < 0",
    );
    expect(await faultOf()).toEqual(["reordered", 3]);
  });

  const forged = `insert into audit_events (id, account_id, actor_kind, actor_id, action, target_kind, target_id, outcome, sequence, previous_hash, hash)
     select gen_random_uuid(), account_id, 'system', 'x', 'x', 'x', 'x', 'succeeded', sequence + 1, hash, '' from audit_events where account_id = $1`;

  it("a forged event in the middle is found, though its own hash and its link are right", async () => {
    await tamper(
      "update audit_events set sequence = -sequence where account_id = $1 and sequence > 3",
      "update audit_events set sequence = 1 - sequence where account_id = $1 and sequence < 0",
      `${forged} and sequence = 3`,
      "update audit_events as e set hash = audit_event_hash(e) where account_id = $1 and hash = ''",
    );
    expect(await faultOf()).toEqual(["reordered", 5]);
  });

  it("a forged event in the place of another is found at the one after it", async () => {
    await tamper(
      "update audit_events set action = 'x' where account_id = $1 and sequence = 3",
      "update audit_events as e set hash = audit_event_hash(e) where account_id = $1 and sequence = 3",
    );
    expect(await faultOf()).toEqual(["unlinked", 4]);
  });

  it("a forged event at the end is found by the head", async () => {
    await tamper(
      `${forged} and sequence = 5`,
      "update audit_events as e set hash = audit_event_hash(e) where account_id = $1 and hash = ''",
    );
    expect(await faultOf()).toEqual(["head_mismatch", 5]);
  });

  it("an event of another account is found in both chains", async () => {
    const other = (await givenOwner(region)).accountId;
    await tamper(
      `update audit_events set account_id = '${other}', sequence = 2 where account_id = $1 and sequence = 3`,
    );
    expect(await faultOf()).toEqual(["gap", 3]);
    expect((await verifiedChain(region, other)).fault).toMatchObject({ kind: "edited", sequence: 2 });
  });

  it.each([
    ["sequence", "sequence = 4", ["head_mismatch", 4]],
    ["sequence, upwards", "sequence = 6", ["truncated", 6]],
    ["hash", "hash = repeat('a', 64)", ["head_mismatch", 5]],
  ])("an edit of the head's %s is found", async (_, change, fault) => {
    await tamper(`update audit_heads set ${change} where chain_id = $1`);
    expect(await faultOf()).toEqual(fault);
  });

  it("a missing head is detected, and the account accepts no change that cannot be audited", async () => {
    await tamper("delete from audit_heads where chain_id = $1");
    expect(await faultOf()).toEqual(["head_missing", 0]);
    await expect(region.store.audit.append(auditEventWith(accountId))).rejects.toThrow("has events and no head");
    expect(await faultOf()).toEqual(["head_missing", 0]);
  });

  it("a head that was replaced by that of another account is found", async () => {
    const other = (await givenOwner(region)).accountId;
    await tamper(
      `update audit_heads set (sequence, hash) = (select sequence, hash from audit_heads where chain_id = '${other}') where chain_id = $1`,
    );
    expect(await faultOf()).toEqual(["head_mismatch", 1]);
  });

  it("the whole audit of an existing account cannot disappear unnoticed", async () => {
    await tamper("delete from audit_events where account_id = $1", "delete from audit_heads where chain_id = $1");
    expect(await faultOf()).toEqual(["head_missing", 0]);
  });

  describe("somebody who rewrites the whole chain", () => {
    const writeAnew = () =>
      tamper(
        "delete from audit_events where account_id = $1 and sequence = 5",
        "update audit_events set action = 'x' where account_id = $1 and sequence = 3",
        ...[3, 4].flatMap((sequence) => [
          `update audit_events as e set previous_hash = (select hash from audit_events where account_id = $1 and sequence = ${sequence - 1})
           where account_id = $1 and sequence = ${sequence}`,
          `update audit_events as e set hash = audit_event_hash(e) where account_id = $1 and sequence = ${sequence}`,
        ]),
        `update audit_heads set (sequence, hash) = (
           select sequence, hash from audit_events where account_id = $1 and sequence = 4
         ) where chain_id = $1`,
      );

    it("is detected by an anchor that was stored elsewhere, and by nothing else", async () => {
      const events = await region.store.audit.listAfter(accountId, {}, { after: 0, upTo: 9, limit: 9 });
      const anchors = events.map(({ sequence, hash }) => ({ accountId, sequence, hash }));
      for (const anchor of anchors) expect(await faultOf([anchor])).toBeUndefined();
      await writeAnew();
      expect(await faultOf()).toBeUndefined();
      const found = [];
      for (const anchor of anchors) found.push(await faultOf([anchor]));
      // An anchor from before the changed event says nothing about it.
      expect(found).toEqual([undefined, undefined, ["anchor_mismatch", 3], ["anchor_mismatch", 4], ["truncated", 5]]);
      expect(await faultOf(anchors)).toEqual(["anchor_mismatch", 3]);
    });
  });

  it("an account that vanished whole is missed by its anchor", async () => {
    const head = await region.store.audit.head(accountId);
    await tamper(
      "delete from audit_events where account_id = $1",
      "delete from audit_heads where chain_id = $1",
      "delete from account_members where account_id = $1",
      "delete from accounts where id = $1",
    );
    expect((await verifiedChains(region)).some((chain) => chain.accountId === accountId)).toBe(false);
    expect(await faultOf(head === undefined ? [] : [head])).toEqual(["truncated", 1]);
  });
});
