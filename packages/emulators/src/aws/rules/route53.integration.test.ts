import type { Change } from "@aws-sdk/client-route-53";
import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetAccountLimitCommand,
  GetHostedZoneCommand,
} from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountInventory, ensureParentZone } from "../accounts.ts";
import { cogrionAccountId } from "../credentials.ts";
import type { Stage } from "@cogrion/testing/aws";
import { clientAccountId, refusalOf, startStage } from "@cogrion/testing/aws";

let stage: Stage;
let root: Awaited<ReturnType<Stage["rootOf"]>>;
beforeAll(async () => {
  stage = await startStage();
  root = await stage.rootOf(clientAccountId);
});
afterAll(() => stage?.stop());

const create = (Name: string, CallerReference: string, from = root) =>
  from.route53.send(new CreateHostedZoneCommand({ Name, CallerReference }));
const remove = (Id: string | undefined) => root.route53.send(new DeleteHostedZoneCommand({ Id }));
const change = (HostedZoneId: string | undefined, ...Changes: Change[]) =>
  root.route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
const cname = (Action: "CREATE" | "UPSERT" | "DELETE", Name: string, Value = "x.example.net"): Change => ({
  Action,
  ResourceRecordSet: { Name, Type: "CNAME", TTL: 300, ResourceRecords: [{ Value }] },
});

describe("a caller reference", () => {
  const exists = { name: "HostedZoneAlreadyExists", status: 409 };

  it("makes one zone only, also for another name", async () => {
    await create("a.example.com", "once");
    expect(await refusalOf(create("a.example.com", "once"))).toMatchObject(exists);
    expect(await refusalOf(create("b.example.com", "once"))).toMatchObject(exists);
  });

  it("makes one zone only when two ask at once", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => refusalOf(create("race.example.com", "race"))));
    expect(answers.map(({ name }) => name).toSorted()).toEqual([
      "HostedZoneAlreadyExists",
      "HostedZoneAlreadyExists",
      "none",
    ]);
  });

  it("stays used when its zone is deleted", async () => {
    const { HostedZone } = await create("gone.example.com", "gone");
    await remove(HostedZone?.Id);
    expect(await refusalOf(create("gone.example.com", "gone"))).toMatchObject(exists);
    expect(await refusalOf(create("gone.example.com", "gone-2"))).toMatchObject({ name: "none" });
  });

  it("is of its account", async () => {
    const other = await stage.rootOf("333333333333");
    await create("mine.example.com", "shared");
    expect(await refusalOf(create("mine.example.com", "shared", other))).toMatchObject({ name: "none" });
  });
});

it("two zones of one name may exist, each with its own name servers", async () => {
  const zones = await Promise.all([create("twin.example.com", "twin-1"), create("twin.example.com", "twin-2")]);
  const servers = zones.map(({ DelegationSet }) => DelegationSet?.NameServers?.join(" "));
  expect(new Set(servers).size).toBe(2);
  const seen = await root.route53.send(new GetHostedZoneCommand({ Id: zones[0]?.HostedZone?.Id }));
  expect(seen.DelegationSet?.NameServers?.join(" ")).toBe(servers[0]);
});

it("an operation without output returns an empty document, like AWS", async () => {
  const { HostedZone } = await create("tagged.example.com", "tagged");
  const ResourceId = HostedZone?.Id?.split("/").at(-1);
  const AddTags = [{ Key: "team", Value: "edge" }];
  const tag = new ChangeTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId, AddTags });
  let response: { statusCode?: number; headers?: Record<string, string> } = {};
  tag.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      response = result.response as typeof response;
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  await root.route53.send(tag);
  expect(response).toMatchObject({ statusCode: 200, headers: { "content-type": "text/xml" } });
});

it("a zone is deleted only when nothing but its own NS and SOA are left", async () => {
  const { HostedZone } = await create("full.example.com", "full");
  await change(HostedZone?.Id, cname("CREATE", "_v.full.example.com"));
  expect(await refusalOf(remove(HostedZone?.Id))).toMatchObject({ name: "HostedZoneNotEmpty", status: 400 });
  await change(HostedZone?.Id, cname("DELETE", "_v.full.example.com"));
  expect(await refusalOf(remove(HostedZone?.Id))).toMatchObject({ name: "none" });
  expect(await refusalOf(remove(HostedZone?.Id))).toMatchObject({ name: "NoSuchHostedZone", status: 404 });
});

describe("a batch of changes", () => {
  let id: string | undefined;
  beforeAll(async () => {
    id = (await create("z.example.com", "batches")).HostedZone?.Id;
    await change(id, cname("CREATE", "_v.z.example.com"));
  });
  const recordsOfZone = async (): Promise<string[]> => {
    const { hostedZones } = await accountInventory(stage.endpointUrl, clientAccountId);
    const records = hostedZones.find(({ name }) => name === "z.example.com")?.records ?? [];
    return records.filter(({ type }) => type === "CNAME").map(({ name, values }) => `${name} ${values.join(" ")}`);
  };
  const refused = { name: "InvalidChangeBatch", status: 400 };

  it.each<[string, Change]>([
    [
      "a wildcard delegation",
      {
        Action: "UPSERT",
        ResourceRecordSet: { Name: "*.z.example.com", Type: "NS", TTL: 300, ResourceRecords: [{ Value: "ns.x" }] },
      },
    ],
    ["a record that is there", cname("CREATE", "_v.z.example.com")],
    ["a deletion with other values", cname("DELETE", "_v.z.example.com", "y.example.net")],
    ["a deletion of what is not there", cname("DELETE", "_w.z.example.com")],
    ["a name outside the zone", cname("UPSERT", "_v.evilz.example.com")],
  ])("is refused for %s, and changes nothing else either", async (_, bad) => {
    const before = await recordsOfZone();
    expect(await refusalOf(change(id, cname("UPSERT", "new.z.example.com"), bad))).toMatchObject(refused);
    expect(await recordsOfZone()).toEqual(before);
  });

  it("may delete a record and create it again", async () => {
    await change(id, cname("DELETE", "_v.z.example.com"), cname("CREATE", "_v.z.example.com", "y.example.net"));
    expect(await recordsOfZone()).toEqual(["_v.z.example.com y.example.net"]);
  });

  it("repeats an UPSERT without complaint", async () => {
    await change(id, cname("UPSERT", "_u.z.example.com"));
    await change(id, cname("UPSERT", "_u.z.example.com"));
    expect(await recordsOfZone()).toContain("_u.z.example.com x.example.net");
  });

  it("needs its zone", async () => {
    const answer = await refusalOf(change("ZMISSING", cname("UPSERT", "_v.z.example.com")));
    expect(answer).toMatchObject({ name: "NoSuchHostedZone", status: 404 });
  });
});

it("accounts are apart, and hold more zones than fit on one page", async () => {
  const account = "444444444444";
  const many = await stage.rootOf(account);
  for (let index = 0; index < 105; index += 1) await create(`m${index}.example.com`, `many-${index}`, many);
  const limit = await many.route53.send(new GetAccountLimitCommand({ Type: "MAX_HOSTED_ZONES_BY_OWNER" }));
  expect(limit).toMatchObject({ Count: 105, Limit: { Value: 500 } });
  expect((await accountInventory(stage.endpointUrl, account)).hostedZones).toHaveLength(105);
  for (const index of [0, 50, 104]) {
    const again = await refusalOf(create("again.example.com", `many-${index}`, many));
    expect(again).toMatchObject({ name: "HostedZoneAlreadyExists" });
  }
  expect((await accountInventory(stage.endpointUrl, "555555555555")).hostedZones).toEqual([]);
});

it("a parent zone is made once", async () => {
  const zone = { endpointUrl: stage.endpointUrl, accountId: cogrionAccountId, zoneName: "parent.example.com" };
  await ensureParentZone(zone);
  await ensureParentZone(zone);
  const { hostedZones } = await accountInventory(stage.endpointUrl, cogrionAccountId);
  expect(hostedZones.map(({ name }) => name)).toEqual(["parent.example.com"]);
});
