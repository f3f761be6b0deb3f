import fc from "fast-check";
import { environments } from "@cogrion/domain/naming/environment";
import type { Place } from "@cogrion/domain/naming/hosts";
import type { RegionId } from "@cogrion/domain/naming/region";
import type { WorkspaceId } from "@cogrion/domain/workspace/id";
import { isReservedSlug } from "@cogrion/domain/workspace/reserved-slugs";

const lower = "abcdefghijklmnopqrstuvwxyz".split("");
const letters = (size: { minLength: number; maxLength: number }) =>
  fc.array(fc.constantFrom(...lower), size).map((all) => all.join(""));
const alphanumerics = (size: { minLength: number; maxLength: number }, also: string[] = []) =>
  fc.array(fc.constantFrom(...lower, ..."0123456789".split(""), ...also), size).map((all) => all.join(""));

/** `sgp-1`, `new-york-12`. */
export const anyRegion: fc.Arbitrary<RegionId> = fc
  .tuple(
    fc.array(letters({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
    fc.integer({ min: 1, max: 999 }),
  )
  .map(([words, index]) => `${words.join("-")}-${index}` as RegionId);

export const anyPlace: fc.Arbitrary<Place> = fc.record({
  environment: fc.constantFrom(...environments),
  region: anyRegion,
});

/** What a customer may choose, without reserved slugs. */
export const anySlug: fc.Arbitrary<string> = fc
  .tuple(
    alphanumerics({ minLength: 1, maxLength: 1 }),
    alphanumerics({ minLength: 0, maxLength: 30 }, ["-", "-"]),
    alphanumerics({ minLength: 1, maxLength: 1 }),
  )
  .map((parts) => parts.join(""))
  .filter((slug) => !isReservedSlug(slug));

export const anyWorkspaceId: fc.Arbitrary<WorkspaceId> = anySlug.map((slug) => `w-${slug}` as WorkspaceId);
