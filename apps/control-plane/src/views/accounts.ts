import type { account } from "@cogrion/contract";
import type { Account, Place } from "@cogrion/domain";
import type { z } from "zod";

export const presentAccount = (
  { id, name, createdAt }: Account,
  { region }: Pick<Place, "region">,
): z.infer<typeof account> => ({
  id,
  name,
  region,
  created_at: createdAt.toISOString(),
});
