/**
 * Resolves if the dependency responds, rejects if it does not. It must stop when `signal` aborts.
 */
export type DependencyCheck = (signal: AbortSignal) => Promise<unknown>;

export type Readiness = {
  status: "ready" | "not_ready" | "stopping";
  /** Names of the dependencies that do not respond. */
  missing: string[];
  checks: Record<string, { is_ok: boolean; reason?: "failed" | "timed_out"; duration_ms: number }>;
};

export type ReadinessOptions = {
  checks: Record<string, DependencyCheck>;
  deadlineSeconds?: number;
  /**
   * One round of checks serves all callers within this time, so that probes cannot load a
   * dependency.
   */
  freshSeconds?: number;
  onFailure: (dependency: string, error: unknown) => void;
};

export const createReadiness = (options: ReadinessOptions): (() => Promise<Readiness>) => {
  const { checks, deadlineSeconds = 3, freshSeconds = 1, onFailure } = options;
  let last: { at: number; round: Promise<Readiness> } | undefined;
  const runAll = async (): Promise<Readiness> => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const startedAt = performance.now();
        const error = await failureOf(check, deadlineSeconds * 1000);
        const duration_ms = Math.round(performance.now() - startedAt);
        if (error === undefined) return [name, { is_ok: true, duration_ms }] as const;
        onFailure(name, error);
        const reason = error instanceof DOMException && error.name === "TimeoutError" ? "timed_out" : "failed";
        return [name, { is_ok: false, reason, duration_ms }] as const;
      }),
    );
    const missing = results.filter(([, result]) => !result.is_ok).map(([name]) => name);
    return { status: missing.length === 0 ? "ready" : "not_ready", missing, checks: Object.fromEntries(results) };
  };
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > freshSeconds * 1000) last = { at: now, round: runAll() };
    return last.round;
  };
};

/** The error of the check, including its timeout; a check that ignores its signal is abandoned. */
const failureOf = async (check: DependencyCheck, deadlineMilliseconds: number): Promise<unknown> => {
  const signal = AbortSignal.timeout(deadlineMilliseconds);
  try {
    await Promise.race([
      check(signal),
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    ]);
    return undefined;
  } catch (error) {
    return error ?? new Error("rejected without a reason");
  }
};
