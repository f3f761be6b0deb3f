import fc from "fast-check";
import { expect, test } from "vitest";
import { createLookupHandler } from "./handler.ts";

const workspaceId = fc.stringMatching(/^w-[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/);
const piece = fc.oneof(
  workspaceId,
  fc.constantFrom("tenant", "env", "dev", "prod", "Tenant", "w-", "%00", "%zz", "%C0%AF", "+", "#", "?", "&", "="),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const pairs = fc.array(fc.tuple(fc.oneof(fc.constantFrom("tenant", "env"), piece), piece), { maxLength: 4 });
const query = fc.oneof(
  pairs.map((each) => each.map((pair) => pair.join("=")).join("&")),
  pairs.map((each) => new URLSearchParams(each).toString()),
  fc.string({ unit: "binary" }),
);

const asked = async (search: string) => {
  const read: string[] = [];
  const reader = (name: string) => async (tenant: string) => {
    read.push(`${name} ${tenant}`);
    return undefined;
  };
  const handler = createLookupHandler({
    defaultEnvironment: "prod",
    readers: { prod: reader("prod"), dev: reader("dev") },
  });
  const url = new URL("https://cplane.cogrion.com/lookup");
  url.search = search;
  const { status } = await handler({ request: new Request(url), clientAddress: undefined });
  return { status, read };
};

test("a query reads the one tenant it names, in the one store it names", async () => {
  await fc.assert(
    fc.asyncProperty(workspaceId, fc.constantFrom("prod", "dev"), async (tenant, environment) => {
      const search = environment === "dev" ? `env=dev&tenant=${tenant}` : `tenant=${tenant}`;
      expect(await asked(search)).toEqual({ status: 404, read: [`${environment} ${tenant}`] });
    }),
  );
});

test("any other text is a 400 that reads nothing, and never a fault", async () => {
  await fc.assert(
    fc.asyncProperty(query, async (search) => {
      const { status, read } = await asked(search);
      const valid = [expect.stringMatching(/^(?:prod|dev) w-[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/)];
      expect([400, 404]).toContain(status);
      expect(read).toEqual(status === 404 ? valid : []);
    }),
    { numRuns: 1000 },
  );
});
