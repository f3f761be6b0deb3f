import { createLogUpdate } from "log-update";
import { hasColor } from "@cogrion/cli/render/steps-view";
import { paintFor } from "@cogrion/cli/render/steps";
import { durationOf, plain } from "@cogrion/cli/render/text";
import type { Description } from "./describe.ts";
import { describeJob } from "./describe.ts";
import { marks } from "./line-reporter.ts";
import type { UpReporter } from "./reporter.ts";

type Work = { text: string; beganAt: number };

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const redrawMilliseconds = 100;
const styles = { begins: "cyan", done: "green", stopped: "yellow", undone: "dim" } as const;

/**
 * Finished work stays as a line; work in progress is redrawn below it, with its duration so far.
 */
export const createTerminalReporter = (stream: NodeJS.WriteStream): UpReporter => {
  const screen = createLogUpdate(stream);
  const paint = paintFor(hasColor(stream));
  const underWay = new Map<string, Work>();
  let tick = 0;

  const draw = (): void => {
    const spinner = paint("cyan", frames[tick % frames.length] ?? "");
    const lines = [...underWay.values()].map(
      ({ text, beganAt }) => `  ${spinner} ${text} ${paint("dim", durationOf(Date.now() - beganAt))}`,
    );
    screen(lines.join("\n"));
  };
  const begin = (key: string, text: string): void => {
    underWay.set(key, { text: plain(text), beganAt: underWay.get(key)?.beganAt ?? Date.now() });
    draw();
  };
  const end = (key: string, kind: Description["kind"], text: string): void => {
    const work = underWay.get(key);
    underWay.delete(key);
    const took = work === undefined ? "" : paint("dim", durationOf(Date.now() - work.beganAt));
    line(`  ${paint(styles[kind], marks[kind])} ${plain(text)} ${took}`.trimEnd());
  };
  const line = (text: string): void => {
    screen.clear();
    stream.write(`${text}\n`);
    draw();
  };
  const timer = setInterval(() => {
    tick += 1;
    draw();
  }, redrawMilliseconds);
  timer.unref();

  return {
    heading: (title) => line(`\n${paint("bold", title)}`),
    fetching: (part, state) => begin(`fetch ${part}`, `${part}: ${state}`),
    fetched(part, version) {
      if (underWay.has(`fetch ${part}`)) end(`fetch ${part}`, "done", `${part} ${version} fetched`);
    },
    starting: (part) => begin(`start ${part}`, part),
    started: (part, port) => end(`start ${part}`, "done", `${part.padEnd(16)} port ${String(port).padEnd(6)}`),
    job(event) {
      const described = describeJob(event);
      if (described === undefined) return;
      if (described.kind === "begins") begin(described.key, described.text);
      else end(described.key, described.kind, described.text);
    },
    close() {
      clearInterval(timer);
      screen.clear();
      screen.done();
    },
  };
};
