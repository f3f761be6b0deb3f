import { ApiUnreachableError } from "@cogrion/contract";
import type { Command } from "commander";
import { z } from "zod";
import { apiUrlOf } from "../client/api-url.ts";
import type { ApiOptions } from "../client/connection.ts";
import { withApiOptions } from "../client/connection.ts";
import { plain } from "../render/text.ts";
import { withExamples } from "./help.ts";

const document = z.object({ info: z.object({ version: z.string() }) });

const timeoutSeconds = 30;

/** Reads the version from the API's own OpenAPI document, which needs no sign-in. */
const versionOfApi = async (apiUrl: string): Promise<string> => {
  let response;
  try {
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    response = await fetch(new URL("/api/openapi.json", apiUrl), { redirect: "error", signal });
  } catch (cause) {
    throw new ApiUnreachableError(`${apiUrl} cannot be reached.`, { silentUrl: apiUrl, cause });
  }
  const read = document.safeParse(await response.json().catch(() => undefined));
  if (read.success) return read.data.info.version;
  throw new ApiUnreachableError(`${apiUrl} returned ${response.status} where an API has its OpenAPI document.`);
};

/** `own` is what `--version` prints. */
export const register = (program: Command, own: () => string): void => {
  const command = withApiOptions(
    program.command("version").summary("print the version of this program and of the region's API"),
  ).action(async (options: ApiOptions) => {
    const url = apiUrlOf(options.apiUrl);
    const version = await versionOfApi(url);
    if (options.json === true) console.log(JSON.stringify({ program: own(), api: { url, version } }));
    else console.log(`${own()}\nAPI ${plain(version)} at ${url}`);
  });
  withExamples(command, "version --api-url https://cplane.sgp-1.cogrion.com");
};
