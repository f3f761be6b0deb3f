import { expect, it } from "vitest";
import { invitationStatuses, isOpen } from "./invitation.ts";

it("is open while it is pending, until the moment it expires", () => {
  const expiresAt = new Date("2026-03-08T12:00:00Z");
  for (const status of invitationStatuses) {
    expect(isOpen({ status, expiresAt }, new Date(expiresAt.getTime() - 1))).toBe(status === "pending");
    expect(isOpen({ status, expiresAt }, expiresAt)).toBe(false);
  }
});
