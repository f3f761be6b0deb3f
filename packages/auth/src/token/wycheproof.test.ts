import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CogrionError } from "@cogrion/domain";
import { createLocalJWKSet } from "jose";
import { expect, test } from "vitest";
import { z } from "zod";
import { verifySignature } from "./signature.ts";

/**
 * Valid vectors that our verifier rejects, by case number. There is no other difference: it rejects
 * every invalid vector, and accepts every other valid one of RS256 and ES256.
 */
const differences: { algorithm: string; cases: number[]; why: string }[] = [
  {
    algorithm: "HS256",
    cases: [1, 348, 352, 357, 358, 359, 372, 373, 376, 377],
    why: "not pinned: a shared secret could be confused with a public key, and no realm signs with one",
  },
  { algorithm: "RS384", cases: [264, 265, 266, 267], why: "not pinned: no realm signs with it" },
  { algorithm: "RS512", cases: [268, 269, 270, 271], why: "not pinned: no realm signs with it" },
  { algorithm: "PS256", cases: [272, 273, 274, 275, 287, 288], why: "not pinned: no realm signs with it" },
  {
    algorithm: "PS384",
    cases: [320, 321, 322, 323, 346, 350],
    why: "not pinned: no realm signs with it; 346 and 350 are also given a key that is meant for PS256",
  },
  { algorithm: "PS512", cases: [325, 326, 327, 328], why: "not pinned: no realm signs with it" },
  {
    algorithm: "ES512",
    cases: [347, 351],
    why: "not pinned: no realm signs with it; the key also names an algorithm that does not exist, ES521",
  },
];

const vectorFile = z.object({
  numberOfTests: z.int(),
  testGroups: z.array(
    z.object({
      public: z.looseObject({ kty: z.string() }).optional(),
      private: z.looseObject({ kty: z.string() }),
      tests: z.array(
        z.object({ tcId: z.int(), comment: z.string(), jws: z.string(), result: z.enum(["valid", "invalid"]) }),
      ),
    }),
  ),
});

const givenFolder = process.env.COGRION_VECTORS_DIR;
const repository = resolve(import.meta.dirname, "../../../..");
const file = join(resolve(repository, givenFolder ?? "../shared/vectors/wycheproof"), "json_web_signature_test.json");

const isAccepted = async (jws: string, key: { kty: string }): Promise<boolean> => {
  try {
    await verifySignature(jws, createLocalJWKSet({ keys: [key] }));
    return true;
  } catch (error) {
    // Any other error is a defect: a forged token must not be able to cause one.
    if (error instanceof CogrionError && error.code === "token_invalid") return false;
    throw error;
  }
};

// A folder that was named must contain them. Without a name, a checkout without the vectors passes
// too.
const vectors =
  givenFolder !== undefined || existsSync(file) ? vectorFile.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
const cases = (vectors?.testGroups ?? []).flatMap((group) =>
  group.tests.map((each) => ({ ...each, key: group.public ?? group.private })),
);
const leftOut =
  "the vectors of Project Wycheproof are left out: not on this machine (./cogrion test vectors --dir DIR names a copy)";

test(vectors === undefined ? leftOut : "all vectors of Project Wycheproof are here", () => {
  expect(cases).toHaveLength(vectors?.numberOfTests ?? 0);
});

test.each(cases)("Project Wycheproof $tcId $comment: $result", async ({ tcId, jws, key, result }) => {
  const difference = differences.find((each) => each.cases.includes(tcId));
  expect(await isAccepted(jws, key)).toBe(result === "valid" && difference === undefined);
  if (difference === undefined) return;
  // Only a valid vector may differ, and only for the stated reason.
  expect(result).toBe("valid");
  const header: unknown = JSON.parse(Buffer.from(jws.split(".")[0] ?? "", "base64url").toString());
  expect(header).toMatchObject({ alg: difference.algorithm });
});
