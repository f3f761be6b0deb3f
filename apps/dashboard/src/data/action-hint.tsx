import type { ReactNode } from "react";
import type { SiteRegion } from "../site.ts";
import { CliHint } from "../ui/cli-hint.tsx";
import type { ActionName } from "./actions.ts";
import { apiCallOf, cliOf } from "./actions.ts";

/** The action as a command and as a call; `params` fills the path of the call. */
export const actionHint = (
  name: ActionName,
  region: SiteRegion,
  args: readonly string[] = [],
  options: Readonly<Record<string, string | undefined>> = {},
  params: Readonly<Record<string, string>> = {},
): ReactNode => <CliHint cli={cliOf(name, args, options)} api={apiCallOf(name, region.apiUrl, params)} />;
