import { expect, test } from "vitest";
import { portsOf } from "./ports.ts";
import { isRefusedByBrowsers } from "./refused-ports.ts";

const refusedAt = (offset: number): string[] =>
  Object.entries(portsOf(["sgp-1", "frankfurt-1"], offset))
    .filter(([, port]) => isRefusedByBrowsers(port))
    .map(([name]) => name);

test("no port of a stack is one that browsers refuse, where it stands and where the guides move it", () => {
  expect(refusedAt(0)).toEqual([]);
  expect(refusedAt(1000)).toEqual([]);
});

test("an offset can put Keycloak where no browser reaches it", () => {
  expect(refusedAt(2000)).toEqual(["aws", "keycloak.sgp-1"]);
});

test("what the list says is what fetch does", async () => {
  const causeAt = async (port: number): Promise<unknown> =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? (error.cause as Error | undefined)?.message : undefined),
    );
  expect(await causeAt(10_080)).toBe("bad port");
});
