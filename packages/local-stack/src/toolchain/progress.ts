/** Told of each part as it is fetched; `done` says whether there was anything to fetch. */
export type Progress = {
  update(part: string, state: string): void;
  done(part: string, version: string): void;
};

export const silentProgress: Progress = { update: () => undefined, done: () => undefined };
