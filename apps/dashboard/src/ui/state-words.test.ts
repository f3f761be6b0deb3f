import { healths, resourceStatuses, stepStatuses, workspaceStates } from "@cogrion/domain";
import { expect, test } from "vitest";
import { healthWords, ledgerWords, stateWords, stepWords } from "./state-words.ts";

test.each([
  ["state of a workspace", workspaceStates, stateWords],
  ["health", healths, healthWords],
  ["status of a step", stepStatuses, stepWords],
  ["status of a resource", resourceStatuses, ledgerWords],
])(
  "each %s has one word and one shape of its own",
  (_, names, words: Record<string, { text: string; shape: string }>) => {
    expect(Object.keys(words).toSorted()).toEqual([...names].toSorted());
    const texts = Object.values(words).map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
  },
);
