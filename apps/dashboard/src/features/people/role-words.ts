import type { Role } from "@cogrion/domain";
import { roles } from "@cogrion/domain";

const words: Record<Role, string> = { owner: "Owner", admin: "Admin", operator: "Operator", viewer: "Viewer" };

export const roleWords = (held: readonly Role[]): string =>
  roles
    .filter((role) => held.includes(role))
    .map((role) => words[role])
    .join(", ");
