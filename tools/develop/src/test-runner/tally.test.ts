import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failuresOfVitest, hasNoTestFiles, leftOutOfVitest, sumOf, tallyOfVitest } from "./tally.ts";

describe("the closing line of ./cogrion test", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cogrion-tally-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const report = async (success: boolean, passed: number, failed: number): Promise<string> => {
    const file = join(folder, `${passed}-${failed}-${success}.json`);
    const counts = { numPassedTests: passed, numFailedTests: failed, numPendingTests: 1, numFailedTestSuites: 0 };
    await writeFile(file, JSON.stringify({ success, ...counts }));
    return file;
  };

  it("counts what vitest counted", async () => {
    expect(await tallyOfVitest(await report(true, 7, 0), 0)).toEqual({ passed: 7, failed: 0, skipped: 1 });
    expect(await tallyOfVitest(await report(false, 5, 2), 1)).toEqual({ passed: 5, failed: 2, skipped: 1 });
  });

  it("counts a failure when the run ended badly though no test failed", async () => {
    expect((await tallyOfVitest(await report(true, 7, 0), 1)).failed).toBe(1);
    expect((await tallyOfVitest(join(folder, "absent.json"), 0)).failed).toBe(1);
  });

  it("is preceded by what was left out", async () => {
    const file = join(folder, "left-out.json");
    const titles = ["these vectors are left out: not on this machine", "a left-out comma is refused"];
    await writeFile(
      file,
      JSON.stringify({ testResults: [{ name: "a.test.ts", assertionResults: titles.map((title) => ({ title })) }] }),
    );
    expect(await leftOutOfVitest(file)).toEqual([titles[0]]);
    expect(await leftOutOfVitest(join(folder, "absent.json"))).toEqual([]);
  });

  it("is preceded by what failed, and where", async () => {
    const file = join(folder, "failed.json");
    const failed = { title: "b", fullName: "a b", status: "failed", failureMessages: ["Error: no\n  at here"] };
    const passed = { title: "c", fullName: "a c", status: "passed", failureMessages: [] };
    const testResults = [
      { name: "one.test.ts", status: "failed", message: "", assertionResults: [failed, passed] },
      { name: "two.test.ts", status: "failed", message: "a hook ended\nbadly", assertionResults: [] },
      { name: "three.test.ts", status: "passed", message: "", assertionResults: [passed] },
    ];
    await writeFile(file, JSON.stringify({ testResults }));
    expect(await failuresOfVitest(file)).toEqual(["one.test.ts > a b: Error: no", "two.test.ts: a hook ended"]);
    expect(await failuresOfVitest(join(folder, "absent.json"))).toEqual([]);
  });

  it("reports that no file was meant", async () => {
    const file = join(folder, "nothing.json");
    await writeFile(file, JSON.stringify({ testResults: [] }));
    expect(await hasNoTestFiles(file)).toBe(true);
    await writeFile(file, JSON.stringify({ testResults: [{ name: "a.test.ts", assertionResults: [] }] }));
    expect(await hasNoTestFiles(file)).toBe(false);
    expect(await hasNoTestFiles(join(folder, "absent.json"))).toBe(false);
  });

  it("adds the suites up", () => {
    const each = { passed: 1, failed: 2, skipped: 3 };
    expect(sumOf([each, each])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  });
});
