import { emulatorProgram } from "./emulator-program.ts";
import { mkdir } from "node:fs/promises";
import { inheritedEnvironment } from "../env.ts";
import type { RunningPart } from "./process.ts";
import { answersOk, startPartProcess } from "./process.ts";
import { emulatorEnvironmentOf } from "@cogrion/emulators/aws/env";

export type AwsOptions = {
  python: string;
  dataFolder: string;
  logFile: string;
  ports: { endpoint: number; moto: number; dns: number; delegatedDns: number };
  /** Lets tests inject faults. */
  faults?: boolean;
  acm?: { issueDelaySeconds?: number };
};

export type RunningAws = RunningPart & {
  /** AWS_ENDPOINT_URL */
  endpointUrl: string;
  /** Address of moto itself, without the strict layer. */
  motoUrl: string;
  /** `address:port` of the name server of Cogrion's zones. */
  dnsServer: string;
  /** `address:port` of the name server of every other account's zones. */
  delegatedDnsServer: string;
};

/** AWS as the product sees it: moto behind a layer that is as strict as AWS. */
export const startAws = async (options: AwsOptions): Promise<RunningAws> => {
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
  const endpointUrl = `http://127.0.0.1:${options.ports.endpoint}`;
  const part = await startPartProcess({
    name: "aws",
    command: process.execPath,
    args: [emulatorProgram("aws")],
    env: {
      ...inheritedEnvironment(),
      ...emulatorEnvironmentOf({
        ports: options.ports,
        dataFolder: options.dataFolder,
        python: options.python,
        hasFaults: options.faults ?? false,
        issueDelaySeconds: options.acm?.issueDelaySeconds ?? 2,
      }),
    },
    logFile: options.logFile,
    isReady: () => answersOk(`${endpointUrl}/_strict/ready`),
    readyTimeoutSeconds: 90,
  });
  return {
    ...part,
    endpointUrl,
    motoUrl: `http://127.0.0.1:${options.ports.moto}`,
    dnsServer: `127.0.0.1:${options.ports.dns}`,
    delegatedDnsServer: `127.0.0.1:${options.ports.delegatedDns}`,
  };
};
