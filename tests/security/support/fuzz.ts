import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quietly } from "@cogrion/local-stack/toolchain/fetching";
import { ensureSchemathesis } from "@cogrion/local-stack/toolchain/python";
import { z } from "zod";

export type FuzzOptions = {
  operationId: string;
  /** Tokens of a person or a service, and of the workspace's BFF. */
  tokens: { principal: string; workspace: string };
  /** Fixed values, by `path.name` or `body.name`; all others are generated. */
  parameters: Record<string, string>;
  /** Statuses that data which matches the schema may get, if the default does not apply. */
  accepted?: readonly string[];
};

/**
 * `answers`: each response, in order, with the method of its request. `output`: the fuzzer's text
 * for people.
 */
export type Fuzzed = { isClean: boolean; output: string; answers: { method: string; status: number }[] };

export type Fuzzer = { run(options: FuzzOptions): Promise<Fuzzed>; stop(): Promise<void> };

const archive = z.object({
  log: z.object({
    entries: z.array(
      z.object({ request: z.object({ method: z.string() }), response: z.object({ status: z.number() }) }),
    ),
  }),
});

const seed = "20260301";
const maxExamples = "20";

/**
 * Tries one operation of the document at `openApiUrl` in the ways that its schema suggests, valid
 * and invalid.
 */
export const createFuzzer = async (openApiUrl: string): Promise<Fuzzer> => {
  const command = await ensureSchemathesis(quietly);
  const folder = await mkdtemp(join(tmpdir(), "cogrion-fuzz-"));
  const config = join(folder, "schemathesis.toml");
  const report = join(folder, "answers.har");
  return {
    async run({ operationId, tokens, parameters, accepted }) {
      // Tokens are passed by file, because everybody on the machine can read arguments.
      await writeFile(config, configOf({ tokens, parameters, accepted }), { mode: 0o600 });
      await rm(report, { force: true });
      const args = ["--config-file", config, "run", openApiUrl, "--include-operation-id", operationId, "--no-color"];
      args.push("--phases", "examples,coverage,fuzzing", "--max-examples", maxExamples, "--seed", seed);
      args.push("--report", "har", "--report-har-path", report);
      // How long a busy machine takes to generate data says nothing about the API.
      args.push("--suppress-health-check", "too_slow");
      const { isClean, output } = await runCommand(command, args, folder);
      const text = await readFile(report, "utf8").catch(() => '{"log":{"entries":[]}}');
      const { log } = archive.parse(JSON.parse(text));
      const answers = log.entries.map(({ request, response }) => ({ method: request.method, status: response.status }));
      return { isClean, output, answers };
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  };
};

const configOf = ({ tokens, parameters, accepted }: Omit<FuzzOptions, "operationId">): string => `
[auth.openapi.principal]
bearer = ${JSON.stringify(tokens.principal)}
[auth.openapi.workspace]
bearer = ${JSON.stringify(tokens.workspace)}
[parameters]
${Object.entries(parameters)
  .map(([name, value]) => `${JSON.stringify(name)} = ${JSON.stringify(value)}`)
  .join("\n")}
${accepted === undefined ? "" : `[checks.positive_data_acceptance]\nexpected-statuses = ${JSON.stringify(accepted)}`}
`;

const runCommand = (command: string, args: readonly string[], cwd: string) =>
  new Promise<{ isClean: boolean; output: string }>((resolve) => {
    execFile(command, args, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ isClean: error === null, output: stdout + stderr });
    });
  });
