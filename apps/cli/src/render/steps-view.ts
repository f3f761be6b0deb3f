import type { WriteStream } from "node:tty";
import type { WorkspaceEventView } from "@cogrion/contract";
import { createLogUpdate } from "log-update";
import type { Board } from "./board.ts";
import { applyEvent } from "./board.ts";
import type { Paint } from "./steps.ts";
import { lineOfEvent, paintFor, renderBoard } from "./steps.ts";

export type StepsViewOptions = {
  stream: NodeJS.WriteStream;
  /** Redrawn in place, or one line for each event. By default, whether the stream is a terminal. */
  isLive?: boolean;
};

/** Shows a workspace in progress: in place on a terminal, with a line for each event elsewhere. */
export type StepsView = {
  /** Shows the state at the beginning, and after it was read again. */
  show(board: Board): void;
  event(event: WorkspaceEventView): void;
  /** Why there are no events at the moment; undefined when events arrive again. */
  note(text: string | undefined): void;
  /** A separate line that stays above the picture. */
  line(text: string): void;
  /** Keeps the last picture. */
  close(): void;
};

export const isTerminal = (stream: NodeJS.WriteStream): stream is WriteStream => stream.isTTY;

export const hasColor = (stream: NodeJS.WriteStream): boolean => isTerminal(stream) && stream.hasColors();

export const createStepsView = ({ stream, isLive = isTerminal(stream) }: StepsViewOptions): StepsView =>
  isLive ? createLiveView(stream, paintFor(hasColor(stream))) : createLineView(stream);

const redrawMilliseconds = 100;

const createLiveView = (stream: NodeJS.WriteStream, paint: Paint): StepsView => {
  const screen = createLogUpdate(stream);
  let board: Board | undefined;
  let note: string | undefined;
  let tick = 0;
  const picture = (): string =>
    board === undefined ? "" : renderBoard(board, { now: Date.now(), paint, tick, note, columns: stream.columns });
  const draw = (): void => screen(picture());
  const timer = setInterval(() => {
    tick += 1;
    draw();
  }, redrawMilliseconds);
  timer.unref();
  return {
    show(next) {
      board = next;
      draw();
    },
    event(event) {
      if (board !== undefined) board = applyEvent(board, event);
      draw();
    },
    note(text) {
      note = text;
      draw();
    },
    line(text) {
      screen.clear();
      stream.write(`${text}\n`);
      draw();
    },
    close() {
      clearInterval(timer);
      note = undefined;
      // The last picture is not wrapped to the terminal's width, so that it can be copied.
      screen.clear();
      screen.done();
      if (board !== undefined) stream.write(`${picture()}\n`);
    },
  };
};

const createLineView = (stream: NodeJS.WriteStream): StepsView => {
  let board: Board | undefined;
  const write = (text: string): void => void stream.write(`${text}\n`);
  return {
    show(next) {
      const isFirst = board === undefined;
      board = next;
      if (isFirst) write(renderBoard(board, { now: Date.now(), paint: paintFor(false), tick: 0 }));
    },
    event(event) {
      if (board === undefined) return;
      const before = board;
      board = applyEvent(before, event);
      // The first picture has already shown it.
      if (event.type === "state_changed" && board.state === before.state && board.hint?.code === before.hint?.code)
        return;
      const line = lineOfEvent(board, event);
      if (line !== undefined) write(line);
    },
    note(text) {
      if (text !== undefined) write(text);
    },
    line: write,
    close() {},
  };
};
