import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LockHeldError, withLock } from "@cogrion/files/lock";
import type { HostJournal } from "@cogrion/edge-migration/hosts/move";
import type { Journal } from "@cogrion/edge-migration/journal";
import type { LookupJournal } from "@cogrion/edge-migration/lookup/journal";
import { lookupHostNames } from "@cogrion/edge-migration/lookup/journal";
import { dnsRecordTypes, routeStoreNames } from "@cogrion/domain";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { readStateFolder } from "../config.ts";
import { UsageError } from "@cogrion/cli/failure";

const count = z.int().min(0);
const hosts = z.array(z.enum(lookupHostNames));

const lookupSchema: z.ZodType<LookupJournal> = z.object({
  backfill: z
    .object({
      startedAt: z.coerce.date(),
      finishedAt: z.coerce.date().optional(),
      cursor: z.string().optional(),
      tenants: count,
      written: count,
      damaged: z.array(z.string()),
    })
    .optional(),
  sweep: z
    .object({
      startedAt: z.coerce.date(),
      hosts,
      store: z.enum(routeStoreNames),
      cursor: z.string().optional(),
      tenants: count,
      suspects: z.array(z.string()),
      suspectedAt: z.coerce.date().optional(),
    })
    .optional(),
  verified: z.array(
    z.object({
      startedAt: z.coerce.date(),
      finishedAt: z.coerce.date(),
      tenants: count,
      findings: count,
      hosts,
    }),
  ),
});

const hostSchema: z.ZodType<HostJournal> = z.object({
  cutover: z
    .object({
      before: z.array(
        z.object({
          name: z.string(),
          type: z.enum(dnsRecordTypes),
          ttlSeconds: z.int(),
          values: z.array(z.string()),
          isProxied: z.literal(true).optional(),
        }),
      ),
      target: z.string(),
    })
    .optional(),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export type FileJournal<State> = Journal<State> & {
  /** Runs while no other process does. @throws UsageError if one does */
  exclusively: <T>(run: () => Promise<T>) => Promise<T>;
};

const fileJournal = <State extends object>(
  name: string,
  schema: z.ZodType<State>,
  empty: State,
): FileJournal<State> => {
  const file = join(readStateFolder(), `${name}.json`);
  return {
    async read() {
      let text;
      try {
        text = await readFile(file, "utf8");
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return empty;
        throw error;
      }
      const state = schema.safeParse(parsed(text));
      if (state.success) return state.data;
      throw new UsageError(
        `${file} is damaged. Move it away to start again. It is a text file, so you can still read what it recorded.`,
      );
    },
    async write(state) {
      await writeFileAtomic(file, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
    },
    exclusively: async (run) => {
      try {
        return await withLock(`${file}.lock`, run, { waitSeconds: 0 });
      } catch (error) {
        if (!(error instanceof LockHeldError)) throw error;
        throw new UsageError(`Another process (${error.pid}) runs this command. Wait until it ends, then try again.`);
      }
    },
  };
};

/** The journal of one environment's stores. */
export const lookupJournal = (environment: string): FileJournal<LookupJournal> =>
  fileJournal(`edge-lookup-${environment}`, lookupSchema, { verified: [] });

/** The journal of one public name. */
export const hostJournal = (host: string): FileJournal<HostJournal> => fileJournal(`edge-host-${host}`, hostSchema, {});
