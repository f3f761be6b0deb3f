import type { ClientContext } from "@cogrion/domain";
import { denialOf } from "./denial.ts";
import { isOfRegion, regionNotEnabled, toStepError } from "./errors.ts";
import { permissionDenied } from "./permission-hint.ts";

/** Runs one call in the client's account that needs the named IAM action. */
export const needing = async <T>(context: ClientContext, action: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (action.startsWith("acm:") && isOfRegion(error)) throw regionNotEnabled(context);
    const message = error instanceof Error ? error.message : "";
    throw toStepError(error, action, () => permissionDenied(context, [denialOf(action, message)]));
  }
};
