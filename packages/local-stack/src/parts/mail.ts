import { emulatorProgram } from "./emulator-program.ts";
import { inheritedEnvironment } from "../env.ts";
import type { MailEnvironment } from "@cogrion/emulators/mail/env";
import { mailEnvironmentOf } from "@cogrion/emulators/mail/env";
import type { RunningPart } from "./process.ts";
import { answersOk, startPartProcess } from "./process.ts";

export type MailOptions = MailEnvironment & { logFile: string };
export type RunningMail = RunningPart & {
  smtp: { host: string; port: number };
  /** For people; `/api/mails?to=` returns JSON. */
  url: string;
};

/** The mail catcher, in a separate process. */
export const startMail = async ({ logFile, ...environment }: MailOptions): Promise<RunningMail> => {
  const url = `http://127.0.0.1:${environment.ports.http}`;
  const part = await startPartProcess({
    name: "mail",
    command: process.execPath,
    args: [emulatorProgram("mail")],
    env: { ...inheritedEnvironment(), ...mailEnvironmentOf(environment) },
    logFile,
    isReady: () => answersOk(`${url}/ready`),
    readyTimeoutSeconds: 60,
  });
  return { ...part, smtp: { host: "127.0.0.1", port: environment.ports.smtp }, url };
};
