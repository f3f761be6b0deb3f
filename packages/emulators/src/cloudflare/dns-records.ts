import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { openStateFile } from "../aws/state-file.ts";
import { bodyOf } from "./bulk.ts";
import type { StoredRecord } from "./dns-rules.ts";
import { DnsRefusal, recordInput, recordOf, requireRoom, storedRecord } from "./dns-rules.ts";

const zones = z.record(z.string(), z.object({ name: z.string(), records: z.array(storedRecord) }));
const zoneInput = z.object({ name: z.string().min(1), account: z.object({ id: z.string() }).partial().optional() });
const identified = z.object({ id: z.string() });
const batchInput = z.object({
  deletes: z.array(identified).default([]),
  puts: z.array(z.intersection(identified, recordInput)).default([]),
  posts: z.array(recordInput).default([]),
});
const pageQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(5_000_000).default(100),
});

// Cloudflare assigns two of its name servers to each account.
const nameServers = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"];
const newId = (): string => randomUUID().replaceAll("-", "");
const answerOf = (result: unknown, more: object = {}) => ({ success: true, errors: [], messages: [], result, ...more });

const pageOf = (all: readonly object[], query: URLSearchParams) => {
  const { page, per_page } = pageQuery.parse(Object.fromEntries(query));
  const result = all.slice((page - 1) * per_page, page * per_page);
  const total_pages = Math.ceil(all.length / per_page);
  return answerOf(result, {
    result_info: { page, per_page, count: result.length, total_count: all.length, total_pages },
  });
};

/**
 * Zones and their DNS records with Cloudflare's REST API, only as documented. No emulator of it
 * exists, so this is our reading, not Cloudflare (ADR 24). Undefined for another path.
 */
export const createDnsCalls = (folder: string) => {
  const file = openStateFile(join(folder, "dns-zones.json"), zones, {});

  const created = async (name: string): Promise<object> => {
    if (Object.values(file.state).some((zone) => zone.name === name)) {
      throw new DnsRefusal(400, 1061, `${name} already exists`);
    }
    const id = newId();
    file.state[id] = { name, records: [] };
    await file.save();
    return answerOf({ id, name, name_servers: nameServers });
  };

  const zoneOf = (id: string) => {
    const zone = file.state[id];
    if (zone === undefined) throw new DnsRefusal(404, 7003, "Could not route to the zone, perhaps its id is invalid?");
    return zone;
  };

  const without = (records: readonly StoredRecord[], id: string): StoredRecord[] => {
    if (!records.some((record) => record.id === id)) throw new DnsRefusal(404, 81_044, "Record does not exist.");
    return records.filter((record) => record.id !== id);
  };

  /**
   * Applied completely or not at all; deletes first, then puts, then posts. Nothing in here awaits,
   * so two batches never mix.
   */
  const change = async (zoneId: string, body: z.input<typeof batchInput>): Promise<Record<string, StoredRecord[]>> => {
    const { deletes, puts, posts } = batchInput.parse(body);
    const zone = zoneOf(zoneId);
    let records = zone.records;
    for (const { id } of deletes) records = without(records, id);
    const put = puts.map((each) => recordOf(zone.name, each.id, each));
    const posted = posts.map((each) => recordOf(zone.name, newId(), each));
    for (const each of put) {
      records = without(records, each.id);
      requireRoom(records, each);
      records = [...records, each];
    }
    for (const each of posted) {
      requireRoom(records, each);
      records = [...records, each];
    }
    const gone = zone.records.filter((record) => deletes.some(({ id }) => id === record.id));
    zone.records = records;
    await file.save();
    return { deletes: gone, puts: put, posts: posted };
  };

  const listed = (zoneId: string, query: URLSearchParams): object => {
    const name = query.get("name.exact");
    const type = query.get("type");
    const found = zoneOf(zoneId).records.filter(
      (record) => (name === null || record.name === name.toLowerCase()) && (type === null || record.type === type),
    );
    return pageOf(
      found.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      query,
    );
  };

  return async (request: IncomingMessage, path: string): Promise<object | undefined> => {
    const url = new URL(path, "http://cloudflare.invalid");
    const [, zoneId, rest] = /^\/zones(?:\/(\w+)(?:\/dns_records(?:\/(\w+))?)?)?$/.exec(url.pathname) ?? ["none"];
    if (!url.pathname.startsWith("/zones")) return undefined;
    const json = async (): Promise<unknown> => JSON.parse((await bodyOf(request)).toString()) as unknown;
    const asked = `${request.method} ${zoneId === undefined ? "zones" : (rest ?? "records")}`;
    if (url.pathname === "/zones" && asked === "POST zones") return created(zoneInput.parse(await json()).name);
    if (url.pathname === "/zones" && asked === "GET zones") {
      const wanted = url.searchParams.get("name");
      const all = Object.entries(file.state).map(([id, { name }]) => ({ id, name, name_servers: nameServers }));
      return pageOf(
        all.filter(({ name }) => wanted === null || name === wanted),
        url.searchParams,
      );
    }
    if (zoneId === undefined) return undefined;
    if (!url.pathname.startsWith(`/zones/${zoneId}/dns_records`)) {
      if (request.method !== "GET") return undefined;
      return answerOf({ id: zoneId, name: zoneOf(zoneId).name, name_servers: nameServers });
    }
    if (asked === "GET records") return listed(zoneId, url.searchParams);
    if (asked === "POST records") {
      const { posts } = await change(zoneId, { posts: [recordInput.parse(await json())] });
      return answerOf(posts?.[0]);
    }
    if (asked === "POST batch") return answerOf(await change(zoneId, batchInput.parse(await json())));
    if (request.method === "DELETE" && rest !== undefined) {
      await change(zoneId, { deletes: [{ id: rest }] });
      return answerOf({ id: rest });
    }
    return undefined;
  };
};
