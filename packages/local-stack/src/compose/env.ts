import { isRegionId } from "@cogrion/domain";
import { z } from "zod";

const schema = z.object({
  REGION: z.string().refine(isRegionId),
  KEYCLOAK_ADMIN_PASSWORD: z.string().min(1),
  KEYCLOAK_CLIENT_SECRET: z.string().min(1),
  USER_PASSWORD: z.string().min(1),
  /** Keeps OpenBao's unseal key. */
  OPENBAO_FOLDER: z.string().startsWith("/"),
});

export const readComposeEnvironment = (): z.output<typeof schema> => schema.parse(process.env);
