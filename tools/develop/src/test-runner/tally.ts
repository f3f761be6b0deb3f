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

const tests = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      /** What failed a file outside its tests: a hook, or an import. */
      message: z.string().optional(),
      status: z.string().optional(),
      assertionResults: z.array(
        z.object({
          title: z.string(),
          fullName: z.string().optional(),
          status: z.string().optional(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const readReport = async <Shape extends z.ZodType>(
  file: string,
  shape: Shape,
): Promise<z.output<Shape> | undefined> => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : shape.safeParse(JSON.parse(text)).data;
};

/**
 * How a run reports, by a title, a test that it skipped because something outside the repository is
 * missing.
 */
export const leftOutOfVitest = async (reportFile: string): Promise<string[]> => {
  const report = await readReport(reportFile, tests);
  const titles = (report?.testResults ?? []).flatMap((file) => file.assertionResults.map(({ title }) => title));
  return titles.filter((title) => title.includes(" are left out: "));
};

const firstLine = (text: string | undefined): string => text?.split("\n")[0]?.trim() ?? "";

/**
 * Each test that failed, and each file that failed outside its tests: `file > test: the first line
 * of its error`.
 */
export const failuresOfVitest = async (reportFile: string): Promise<string[]> => {
  const report = await readReport(reportFile, tests);
  return (report?.testResults ?? []).flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    if (failed.length === 0 && file.status === "failed") return [`${file.name}: ${firstLine(file.message)}`];
    return failed.map(
      (test) => `${file.name} > ${test.fullName ?? test.title}: ${firstLine(test.failureMessages?.[0])}`,
    );
  });
};

/** Whether the filters selected no test file. */
export const hasNoTestFiles = async (reportFile: string): Promise<boolean> =>
  (await readReport(reportFile, tests))?.testResults.length === 0;

/**
 * Reads vitest's JSON report. A run that ended with an error counts as a failure even if every test
 * passed.
 */
export const tallyOfVitest = async (reportFile: string, exitCode: number): Promise<Tally> => {
  const report = await readReport(reportFile, vitestReport);
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped } = report;
  const isBad = exitCode !== 0 || !report.success;
  return { passed, failed: isBad ? Math.max(1, numFailedTests) : 0, skipped };
};
