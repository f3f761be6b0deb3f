import type { HintView, StepView, WorkspaceEventView } from "@cogrion/contract";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { boardOf } from "./board.ts";
import { createStepsView } from "./steps-view.ts";
import { paintFor, renderBoard } from "./steps.ts";

const hint: HintView = {
  code: "role_not_assumable",
  owner: "client",
  summary: "Cogrion cannot assume the role arn:aws:iam::222222222222:role/CogrionProvisioning in your account.",
  action: "Launch the onboarding template in that account, or correct the role's trust policy, and then retry.",
  permissions: undefined,
  policy_statement: `{ "Resource": "arn:aws:route53:::hostedzone/${"Z".repeat(60)}" }`,
};
const step: StepView = {
  id: "create_hosted_zone",
  number: 2,
  title: "Create the hosted zone",
  status: "succeeded",
  attempts: 2,
  started_at: "2026-01-01T00:00:00Z",
  finished_at: "2026-01-01T00:00:01Z",
  result: { zone_id: "Z0123456789", name_servers: "ns-1.example ns-2.example ns-3.example ns-4.example" },
};
const board = boardOf({ id: "w-acme" as never, state: "blocked", health: null, hint }, [step]);
const picture = (columns?: number) =>
  renderBoard(board, { now: 0, tick: 0, paint: paintFor(columns !== undefined), columns });

test.each([80, 100, 120])("at %i columns no line is longer, except the policy that has to be pasted", (columns) => {
  const lines = stripVTControlCharacters(picture(columns)).split("\n");
  const steps = lines.slice(0, 10);
  expect(steps.filter((line) => line.length > columns)).toEqual([]);
  const [sentences, policy] = [lines.slice(10, -1), lines.at(-1)];
  expect(sentences.filter((line) => line.length > columns && line.includes(" "))).toEqual([]);
  expect(sentences.join(" ")).toContain("role's trust policy, and then retry.");
  expect(policy?.trim()).toBe(hint.policy_statement);
});

test("a result is cut where there is room for a part of it, and whole where the width is not known", () => {
  expect(stripVTControlCharacters(picture(90))).toMatch(/attempt 2 {2}zone_id=Z.*…$/m);
  expect(picture()).toContain("ns-4.example");
});

test("in lines nothing is told twice: what the first picture showed is not an event of its own", () => {
  let written = "";
  const stream = { write: (text: string) => void (written += text) } as unknown as NodeJS.WriteStream;
  const view = createStepsView({ stream, isLive: false });
  view.show(boardOf({ id: "w-acme" as never, state: "requested", health: null, hint: null }));
  const change = (state: string, sequence: number): WorkspaceEventView =>
    ({ sequence, at: "2026-01-01T00:00:00Z", type: "state_changed", data: { state } }) as WorkspaceEventView;
  view.event(change("requested", 1));
  view.event(change("preflight", 2));
  expect(written.match(/w-acme is \w+/g)).toEqual(["w-acme is requested", "w-acme is preflight"]);
});
