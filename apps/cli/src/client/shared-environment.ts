import { parseHost } from "@cogrion/domain";
import { requireMeant } from "./confirm.ts";

/** Whether the API is that of `dev`, which all of Cogrion's engineers share. */
export const isShared = (apiUrl: string): boolean => {
  const host = parseHost(new URL(apiUrl).hostname);
  return host !== undefined && host.place.environment === "dev";
};

/** @throws UsageError where there is nobody to ask, DeclinedError for a no, InterruptedError for Ctrl-C or Esc */
export const requireMeantForShared = async (apiUrl: string, slug: string | undefined): Promise<void> => {
  if (!isShared(apiUrl)) return;
  const name = slug === undefined ? "a workspace" : `w-${slug}`;
  await requireMeant({
    what: `create ${name} in dev, which is shared`,
    question: `dev is shared: others see ${name}, and its name is used up once anything was created. Create it there?`,
    otherwise: "Nothing was created.",
  });
};
