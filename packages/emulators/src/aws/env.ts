import { z } from "zod";

const schema = z.object({
  EMULATOR_ENDPOINT_PORT: z.coerce.number().int(),
  EMULATOR_MOTO_PORT: z.coerce.number().int(),
  EMULATOR_DNS_PORT: z.coerce.number().int(),
  EMULATOR_DELEGATED_DNS_PORT: z.coerce.number().int(),
  EMULATOR_DATA_FOLDER: z.string().min(1),
  EMULATOR_PYTHON: z.string().min(1),
  EMULATOR_HAS_FAULTS: z.enum(["true", "false"]),
  EMULATOR_ISSUE_DELAY_SECONDS: z.coerce.number().min(0),
  PATH: z.string().default(""),
});

export type EmulatorEnvironment = {
  ports: { endpoint: number; moto: number; dns: number; delegatedDns: number };
  dataFolder: string;
  python: string;
  /** Whether tests may inject faults over `/_strict/`. */
  hasFaults: boolean;
  /** Time from when a certificate's validation record is visible to its issue. */
  issueDelaySeconds: number;
  /** PATH, for the processes that the emulator starts. */
  searchPath: string;
};

export const readEmulatorEnvironment = (): EmulatorEnvironment => {
  const read = schema.parse(process.env);
  return {
    ports: {
      endpoint: read.EMULATOR_ENDPOINT_PORT,
      moto: read.EMULATOR_MOTO_PORT,
      dns: read.EMULATOR_DNS_PORT,
      delegatedDns: read.EMULATOR_DELEGATED_DNS_PORT,
    },
    dataFolder: read.EMULATOR_DATA_FOLDER,
    python: read.EMULATOR_PYTHON,
    hasFaults: read.EMULATOR_HAS_FAULTS === "true",
    issueDelaySeconds: read.EMULATOR_ISSUE_DELAY_SECONDS,
    searchPath: read.PATH,
  };
};

/** What the child process reads. */
export const emulatorEnvironmentOf = (each: Omit<EmulatorEnvironment, "searchPath">): Record<string, string> => ({
  EMULATOR_ENDPOINT_PORT: String(each.ports.endpoint),
  EMULATOR_MOTO_PORT: String(each.ports.moto),
  EMULATOR_DNS_PORT: String(each.ports.dns),
  EMULATOR_DELEGATED_DNS_PORT: String(each.ports.delegatedDns),
  EMULATOR_DATA_FOLDER: each.dataFolder,
  EMULATOR_PYTHON: each.python,
  EMULATOR_HAS_FAULTS: String(each.hasFaults),
  EMULATOR_ISSUE_DELAY_SECONDS: String(each.issueDelaySeconds),
});
