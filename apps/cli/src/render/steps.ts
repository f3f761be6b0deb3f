import { styleText } from "node:util";
import type { HintView, StepView, WorkspaceEventView } from "@cogrion/contract";
import wrapAnsi from "wrap-ansi";
import type { Board } from "./board.ts";
import { durationOf, plain } from "./text.ts";

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

export const paintFor = (hasColor: boolean): Paint =>
  hasColor ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

const markOf: Record<StepView["status"], { mark: string; style: Style }> = {
  pending: { mark: "·", style: "dim" },
  running: { mark: "", style: "cyan" },
  succeeded: { mark: "✓", style: "green" },
  blocked: { mark: "!", style: "yellow" },
  failed: { mark: "✗", style: "red" },
  undoing: { mark: "", style: "cyan" },
  undone: { mark: "-", style: "dim" },
};

const stateStyles: Partial<Record<Board["state"], Style>> = {
  blocked: "yellow",
  failed: "red",
  active: "green",
  awaiting_bff: "green",
};

export type RenderOptions = {
  now: number;
  paint: Paint;
  /** Number of redraws, which turns the spinner. */
  tick: number;
  /** Why there are no events: a lost connection. */
  note?: string | undefined;
  /**
   * The terminal's width: a longer line is cut, and a sentence continues in the next line.
   * Unlimited if absent.
   */
  columns?: number | undefined;
};

/** The whole picture, a line for each step; redrawn each time. */
export const renderBoard = (board: Board, options: RenderOptions): string => {
  const { paint, note, columns } = options;
  const width = Math.max(...board.steps.map((step) => step.title.length));
  const lines = board.steps.map((step) => renderStep(step, width, options));
  return [
    renderHeading(board, paint),
    ...lines,
    ...(board.hint === null ? [] : ["", renderHint(board.hint, paint, columns)]),
    ...(note === undefined ? [] : ["", paint("yellow", plain(note))]),
  ].join("\n");
};

const renderHeading = ({ workspaceId, state, health }: Board, paint: Paint): string => {
  const shown = health === null ? state : `${state}, ${health}`;
  return `${paint("bold", workspaceId)} is ${paint(stateStyles[state] ?? "cyan", shown)}`;
};

/** At least this much of a result is shown, or nothing. */
const leastColumnsOfResult = 8;

const cut = (text: string, columns: number): string => {
  if (text.length <= columns) return text;
  return columns < leastColumnsOfResult ? "" : `${text.slice(0, columns - 1)}…`;
};

const renderStep = (step: StepView, width: number, { now, paint, tick, columns }: RenderOptions): string => {
  const { mark, style } = markOf[step.status];
  const spinner = frames[tick % frames.length] ?? "";
  const title = `${step.number} ${step.title.padEnd(width)}`;
  const shownTitle = step.status === "pending" || step.status === "undone" ? paint("dim", title) : title;
  const known = [timeOf(step, now).padStart(9), attemptsOf(step)].filter(Boolean).join("  ");
  // Two before the mark, one after it and after the title, two before the result.
  const room = (columns ?? Infinity) - (2 + 1 + 1 + title.length + 1 + known.length + 2);
  const result = cut(resultOf(step), room);
  const details = result === "" ? known : `${known}  ${paint("dim", result)}`;
  return `  ${paint(style, mark === "" ? spinner : mark)} ${shownTitle} ${details}`.trimEnd();
};

const timeOf = ({ started_at, finished_at }: StepView, now: number): string =>
  started_at === null
    ? ""
    : durationOf((finished_at === null ? now : Date.parse(finished_at)) - Date.parse(started_at));

const attemptsOf = ({ attempts, status }: StepView): string =>
  attempts > 1 && status !== "pending" ? `attempt ${attempts}` : "";

const resultOf = ({ result, status }: StepView): string =>
  result === null || status !== "succeeded"
    ? ""
    : Object.entries(result)
        .map(([name, value]) => `${plain(name)}=${plain(value)}`)
        .join(" ");

/** What happened, what to do next, and the text to paste. */
export const renderHint = (hint: HintView, paint: Paint, columns?: number): string => {
  const sentences = [
    `${paint(["bold", hint.owner === "client" ? "yellow" : "red"], hint.code)}: ${plain(hint.summary)}`,
    `Next: ${plain(hint.action)}`,
    ...(hint.permissions === undefined ? [] : [`Missing: ${hint.permissions.map(plain).join(", ")}`]),
  ];
  return [
    ...(columns === undefined ? sentences : sentences.map((each) => wrapAnsi(each, columns))),
    // To be pasted, so none of its lines is wrapped.
    ...(hint.policy_statement === undefined ? [] : [indented(hint.policy_statement)]),
  ].join("\n");
};

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${plain(line)}`)
    .join("\n");

/**
 * One line for one event, where lines cannot be redrawn. Undefined for an event without meaning for
 * a person. `board` is the state after it.
 */
export const lineOfEvent = (board: Board, event: WorkspaceEventView): string | undefined => {
  const id = board.workspaceId;
  if (event.type === "step_changed") {
    const step = board.steps.find((each) => each.id === event.data["step"]);
    if (step === undefined) return undefined;
    const isOver = step.finished_at !== null;
    const details = [isOver ? `(${timeOf(step, 0)})` : "", attemptsOf(step), resultOf(step)].filter(Boolean).join(" ");
    return `${id} ${step.number}/9 ${step.title}: ${step.status} ${details}`.trimEnd();
  }
  if (event.type === "state_changed")
    return board.hint === null
      ? `${id} is ${board.state}`
      : `${id} is ${board.state}\n${renderHint(board.hint, paintFor(false))}`;
  if (event.type === "health_changed") return `${id} is ${board.health ?? "of unknown health"}`;
  if (event.type === "preflight_finished")
    return `${id} preflight ${event.data["is_passed"] === true ? "passed" : "did not pass"}`;
  if (event.type === "bff_registered") return `${id} has a BFF at ${plain(String(event.data["bff_url"]))}`;
  const { left } = event.data;
  return `${id} offboarding receipt written${typeof left === "number" && left > 0 ? `; left behind: ${left}` : ""}`;
};
