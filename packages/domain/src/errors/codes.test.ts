import { expect, it } from "vitest";
import type { ErrorCode } from "./codes.ts";
import { errorCodes } from "./codes.ts";
import { CogrionError } from "./error.ts";

it("gives every code an HTTP status of a refusal, and carries what a problem needs", () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[]) {
    const error = new CogrionError(code, {
      detail: "What happened.",
      meta: { thing: 1 },
      retryAfterSeconds: 3,
      cause: "secret",
    });
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(error).toMatchObject({ code, message: "What happened.", meta: { thing: 1 }, retryAfterSeconds: 3 });
    expect(error.message).not.toContain("secret");
  }
});
