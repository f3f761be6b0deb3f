/** One measured figure beside its baseline or peer, both from the same run. */
export type Measure = {
  name: string;
  ours: number;
  /** Null if the target is an absolute figure and there is nothing to compare with. */
  floor: number | null;
  unit: string;
  /** ours / floor, or ours / target without a floor. */
  ratio: number;
  /** The ratio or figure that the design requires, in words: `at most 2.5`. */
  target: string;
  met: boolean;
};

export type Bench = {
  name: string;
  summary: string;
  /** Takes long, or downloads much: runs only when it is named. */
  isOnlyByName?: boolean;
  /** `log` is for people; measures are the result. */
  run(log: (line: string) => void): AsyncIterable<Measure>;
};

const rounded = (value: number): number => Number(value.toPrecision(4));

type Figure = { name: string; ours: number; unit: string };

/** ours/floor must not exceed `atMost`. */
export const againstFloor = (figure: Figure & { floor: number; atMost: number }): Measure => {
  const ratio = figure.ours / figure.floor;
  return measure(figure, figure.floor, ratio, `ratio at most ${figure.atMost}`, ratio <= figure.atMost);
};

/** For throughput and the like: ours/floor must reach `atLeast`. */
export const reachingFloor = (figure: Figure & { floor: number; atLeast: number }): Measure => {
  const ratio = figure.ours / figure.floor;
  return measure(figure, figure.floor, ratio, `ratio at least ${figure.atLeast}`, ratio >= figure.atLeast);
};

/**
 * An absolute limit; the printed ratio is to the limit. A floor, if there is one, is printed too.
 */
export const withinLimit = (figure: Figure & { atMost: number; floor?: number }): Measure =>
  measure(
    figure,
    figure.floor ?? null,
    figure.ours / figure.atMost,
    `at most ${figure.atMost} ${figure.unit}`,
    figure.ours <= figure.atMost,
  );

/** A figure without a target, printed for the record; with a floor, if there is one. */
export const forTheRecord = (figure: Figure & { floor?: number }): Measure =>
  measure(figure, figure.floor ?? null, figure.floor === undefined ? 1 : figure.ours / figure.floor, "none", true);

const measure = (
  { name, ours, unit }: Figure,
  floor: number | null,
  ratio: number,
  target: string,
  met: boolean,
): Measure => ({
  name,
  ours: rounded(ours),
  floor: floor === null ? null : rounded(floor),
  unit,
  ratio: rounded(ratio),
  target,
  met,
});

/** The value below which `share` (0 to 1) of the values lie. */
export const quantileOf = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export const medianOf = (values: readonly number[]): number => quantileOf(values, 0.5);

/** Milliseconds that the work took. */
export const millisecondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};
