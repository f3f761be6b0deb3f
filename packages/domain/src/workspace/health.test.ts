import fc from "fast-check";
import { expect, it } from "vitest";
import { degradedAfterSeconds, healthOf, heartbeatIntervalSeconds, offlineAfterSeconds } from "./health.ts";

const now = new Date("2026-01-01");
const silentFor = (seconds: number) => new Date(now.getTime() - seconds * 1000);

it("falls with silence, and only ever falls", () => {
  const order = { healthy: 0, degraded: 1, offline: 2 };
  fc.assert(
    fc.property(
      fc.constantFrom("healthy" as const, "degraded" as const),
      fc.nat(1000),
      fc.nat(1000),
      (reported, one, more) => {
        const earlier = healthOf({ at: silentFor(one), reported }, now);
        const later = healthOf({ at: silentFor(one + more), reported }, now);
        expect(order[later]).toBeGreaterThanOrEqual(order[earlier]);
      },
    ),
  );
});

it("says what the BFF says until two beats are missing, and offline after ten", () => {
  expect(degradedAfterSeconds).toBeGreaterThan(2 * heartbeatIntervalSeconds);
  const after = (seconds: number) => healthOf({ at: silentFor(seconds), reported: "healthy" }, now);
  expect([after(0), after(degradedAfterSeconds - 0.001)]).toEqual(["healthy", "healthy"]);
  expect([after(degradedAfterSeconds), after(offlineAfterSeconds - 0.001)]).toEqual(["degraded", "degraded"]);
  expect(after(offlineAfterSeconds)).toBe("offline");
  // A clock that was set back must not make a workspace offline.
  expect(after(-60)).toBe("healthy");
});
