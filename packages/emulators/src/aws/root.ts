import { z } from "zod";

const credentialsSchema = z.object({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
});
export type RootCredentials = z.infer<typeof credentialsSchema>;

/**
 * Of the root of an account of the emulator, good for an hour: any account is anybody's who reaches
 * it, which is this machine alone.
 */
export const rootCredentialsOf = async (endpointUrl: string, accountId: string): Promise<RootCredentials> => {
  const response = await fetch(`${endpointUrl}/_strict/accounts/${accountId}/credentials`, { method: "POST" });
  return credentialsSchema.parse(await response.json());
};
