import { CogrionError } from "../errors/error.ts";
import { isReservedSlug } from "./reserved-slugs.ts";

/**
 * `w-{slug}`, the name of a workspace in every region of an environment, and the first label of its
 * zone. Never reused.
 */
export type WorkspaceId = string & { readonly __brand: "WorkspaceId" };

export const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/;
export const workspaceIdPattern = /^w-[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/;

export const isWorkspaceId = (text: string): text is WorkspaceId => workspaceIdPattern.test(text);

/** @throws CogrionError `workspace_slug_invalid` */
export const workspaceIdOf = (slug: string): WorkspaceId => {
  const id = `w-${slug}`;
  if (isReservedSlug(slug)) {
    throw new CogrionError("workspace_slug_invalid", {
      detail: `The slug "${slug}" is reserved, because it could be mistaken for Cogrion or a well-known brand. Choose another one.`,
    });
  }
  if (isWorkspaceId(id)) return id;
  throw new CogrionError("workspace_slug_invalid", {
    detail: "A slug has 2 to 32 characters of a-z, 0-9 and hyphen, and neither begins nor ends with a hyphen.",
  });
};

// Without vowels, so that no word appears by chance, and without look-alikes.
const slugAlphabet = "bcdfghjkmnpqrstvwxz23456789";

/**
 * A slug for a workspace whose owner chose none: 10 characters, about 47 bits. `randomBytes` must
 * return at least 10 bytes.
 */
export const generatedSlugOf = (randomBytes: Uint8Array): string =>
  Array.from(randomBytes.subarray(0, 10), (byte) => slugAlphabet[byte % slugAlphabet.length]).join("");
