import { explain, NoApiError } from "@cogrion/cli/failure";
import { ApiUnreachableError } from "@cogrion/contract";
import { expect, test } from "vitest";
import { localAdviceOf } from "./local-api.ts";

const unreachable = (silentUrl: string): Error =>
  new ApiUnreachableError(`${silentUrl} cannot be reached.`, { silentUrl });

test("if nothing responds, the local stack is suggested for a local address only", () => {
  const remote = unreachable("https://cplane.sgp-1.cogrion.com");
  expect(localAdviceOf(unreachable("http://localhost:3000"))).toContain("./cogrion up");
  expect(localAdviceOf(remote)).toBeUndefined();
  expect(explain(remote)).toContain("--api-url");
});

test("where no API is named, the local stack is offered too", () => {
  expect(explain(new NoApiError())).toContain("COGRION_API_URL");
  expect(localAdviceOf(new NoApiError())).toContain("./cogrion up");
});
