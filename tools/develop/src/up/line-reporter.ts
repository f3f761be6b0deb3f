import { durationOf } from "@cogrion/cli/render/text";
import type { Description } from "./describe.ts";
import { describeJob } from "./describe.ts";
import type { UpReporter } from "./reporter.ts";

export const marks: Record<Description["kind"], string> = { begins: "…", done: "✔", stopped: "■", undone: "↶" };

/** A line when something ends, and for what takes minutes also in between: for a log file. */
export const createLineReporter = (write: (line: string) => void = (line) => console.log(line)): UpReporter => {
  const beganAt = new Map<string, number>();
  const lastStates = new Map<string, string>();
  const tookSince = (key: string): string => {
    const began = beganAt.get(key);
    beganAt.delete(key);
    return began === undefined ? "" : ` (${durationOf(Date.now() - began)})`;
  };
  return {
    heading: (title) => write(`\n${title}`),
    fetching(part, state) {
      // A download reports every percent; a log gets every tenth.
      const coarse = state.replace(/\d %/, "0 %");
      if (lastStates.get(part) === coarse) return;
      if (!beganAt.has(part)) beganAt.set(part, Date.now());
      lastStates.set(part, coarse);
      write(`  … ${part}: ${coarse}`);
    },
    fetched(part, version) {
      if (beganAt.has(part)) write(`  ✔ ${part} ${version} fetched${tookSince(part)}`);
    },
    starting: (part) => void beganAt.set(part, Date.now()),
    started: (part, port) => write(`  ✔ ${part.padEnd(16)} port ${String(port).padEnd(6)}${tookSince(part)}`),
    job(event) {
      const described = describeJob(event);
      if (described === undefined) return;
      const { kind, key, text } = described;
      if (kind === "begins") beganAt.set(key, Date.now());
      else write(`  ${marks[kind]} ${text}${tookSince(key)}`);
    },
    close: () => undefined,
  };
};
