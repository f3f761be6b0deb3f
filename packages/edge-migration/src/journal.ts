/** The progress of a long command, from which its next run resumes. A write is atomic. */
export type Journal<State> = { read(): Promise<State>; write(state: State): Promise<void> };
