import { expect, it } from "vitest";
import type { CertificateRenewal } from "./certificate-renewal.ts";
import { renewalProblemOf } from "./certificate-renewal.ts";

const now = new Date("2026-01-01T00:00:00Z");
const inDays = (days: number): Date => new Date(now.getTime() + days * 24 * 3_600_000);
const problemOf = (change: Partial<CertificateRenewal>): string | undefined =>
  renewalProblemOf({ expiresAt: inDays(29), status: undefined, reason: undefined, isInUse: true, ...change }, now);

it.each<[string, Partial<CertificateRenewal>, RegExp | undefined]>([
  ["was not issued yet", { expiresAt: undefined }, undefined],
  ["has 30 days left", { expiresAt: inDays(30), isInUse: false }, undefined],
  ["is about to be renewed", { expiresAt: inDays(40), status: "PENDING_AUTO_RENEWAL" }, undefined],
  [
    "failed for CAA",
    { expiresAt: inDays(40), status: "FAILED", reason: "CAA_ERROR" },
    /renew it \(CAA_ERROR\).*40 days/,
  ],
  ["lacks its record", { expiresAt: inDays(40), status: "PENDING_VALIDATION" }, /check the validation record and CAA/],
  ["is not in use", { isInUse: false }, /29 days, and no AWS service uses it/],
  ["was not renewed in time", {}, /29 days, and ACM has not renewed it/],
  ["has expired", { expiresAt: inDays(-1) }, /It has expired/],
])("a certificate that %s", (_name, change, problem) => {
  if (problem === undefined) expect(problemOf(change)).toBeUndefined();
  else expect(problemOf(change)).toMatch(problem);
});
