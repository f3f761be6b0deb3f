import { readFile } from "node:fs/promises";
import { z } from "zod";

export type Tally = { passed: number; failed: number; skipped: number };

export const noTests: Tally = { passed: 0, failed: 0, skipped: 0 };

export const sumOf = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
    }),
    noTests,
  );

const vitestReport = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numFailedTestSuites: z.number(),
});

const titles = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ title: z.string() })) })),
});

/** What a run says by the title of a test that it had to leave out for want of something outside of the repository. */
export const leftOutOfVitest = async (reportFile: string): Promise<string[]> => {
  const text = await readFile(reportFile, "utf8").catch(() => undefined);
  const parsed = titles.safeParse(text === undefined ? undefined : JSON.parse(text));
  if (!parsed.success) return [];
  const all = parsed.data.testResults.flatMap(({ assertionResults }) => assertionResults.map(({ title }) => title));
  return all.filter((title) => title.includes(" are left out: "));
};

/** Reads vitest's JSON report. A run that ended badly counts as a failure even where each test that ran had passed. */
export const tallyOfVitest = async (reportFile: string, exitCode: number): Promise<Tally> => {
  const text = await readFile(reportFile, "utf8").catch(() => undefined);
  const parsed = vitestReport.safeParse(text === undefined ? undefined : JSON.parse(text));
  if (!parsed.success) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped } = parsed.data;
  const isBad = exitCode !== 0 || !parsed.data.success;
  return { passed, failed: isBad ? Math.max(1, numFailedTests) : 0, skipped };
};
