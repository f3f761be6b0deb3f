import fc from "fast-check";
import { expect, it } from "vitest";
import { anySlug } from "@cogrion/testing/arbitraries";
import { generatedSlugOf, isWorkspaceId, workspaceIdOf } from "./id.ts";

it("takes slugs of 2 to 32 letters, digits and inner hyphens", () => {
  fc.assert(
    fc.property(anySlug, (slug) => {
      expect(workspaceIdOf(slug)).toBe(`w-${slug}`);
    }),
  );
  for (const slug of [
    "",
    "a",
    "-a",
    "a-",
    "-",
    "--",
    "A1",
    "a_b",
    "a.b",
    "a b",
    "é1",
    "a\n",
    "ab\n",
    "a".repeat(33),
    "w-\0",
    "ab/..",
    "*",
  ]) {
    expect({ slug, isId: isWorkspaceId(`w-${slug}`) }).toEqual({ slug, isId: false });
    expect(() => workspaceIdOf(slug)).toThrowError(expect.objectContaining({ code: "workspace_slug_invalid" }));
  }
  for (const id of ["acme", "W-acme", "ww-acme", " w-acme"]) expect(isWorkspaceId(id)).toBe(false);
});

it("makes slugs that are valid, of any random bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 10, maxLength: 16 }), (bytes) => {
      const slug = generatedSlugOf(bytes);
      expect(slug).toHaveLength(10);
      expect(isWorkspaceId(workspaceIdOf(slug))).toBe(true);
    }),
  );
});
