import { z } from "zod";

const credentialsSchema = z.object({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
});
export type RootCredentials = z.infer<typeof credentialsSchema>;

/**
 * Credentials of an emulated account's root, valid for an hour. Everyone who reaches the emulator
 * owns every account, and only this machine reaches it.
 */
export const rootCredentialsOf = async (endpointUrl: string, accountId: string): Promise<RootCredentials> => {
  const response = await fetch(`${endpointUrl}/_strict/accounts/${accountId}/credentials`, { method: "POST" });
  return credentialsSchema.parse(await response.json());
};
