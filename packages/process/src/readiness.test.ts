import { expect, test, vi } from "vitest";
import { createReadiness } from "./readiness.ts";

test("ready when every dependency responds", async () => {
  const readiness = createReadiness({ checks: { postgres: async () => {} }, onFailure: () => {} });
  expect(await readiness()).toMatchObject({ status: "ready", missing: [], checks: { postgres: { is_ok: true } } });
});

test("not ready names each missing dependency, and logs the reason without returning it", async () => {
  const failures: [string, unknown][] = [];
  const down = new Error("connect ECONNREFUSED 10.0.0.7:5432");
  const readiness = createReadiness({
    checks: {
      postgres: () => Promise.reject(down),
      temporal: () => new Promise(() => {}),
      keycloak: async () => "up",
    },
    deadlineSeconds: 0.05,
    onFailure: (dependency, error) => failures.push([dependency, error]),
  });
  const answer = await readiness();
  expect(answer).toMatchObject({
    status: "not_ready",
    missing: ["postgres", "temporal"],
    checks: {
      postgres: { is_ok: false, reason: "failed" },
      temporal: { is_ok: false, reason: "timed_out" },
      keycloak: { is_ok: true },
    },
  });
  expect(JSON.stringify(answer)).not.toContain("10.0.0.7");
  expect(failures[0]).toEqual(["postgres", down]);
});

test("simultaneous probes share one round of checks", async () => {
  const check = vi.fn<() => Promise<void>>(async () => {});
  const readiness = createReadiness({ checks: { postgres: check }, onFailure: () => {} });
  await Promise.all(Array.from({ length: 50 }, readiness));
  expect(check).toHaveBeenCalledTimes(1);
});
