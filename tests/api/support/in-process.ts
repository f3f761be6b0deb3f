import { createControlPlane } from "@cogrion/control-plane/app";
import { readConfig } from "@cogrion/control-plane/config";
import { testEnvironment } from "./process.ts";

export type InProcessControlPlane = { publicUrl: string; internalUrl: string; stop(): Promise<void> };

/**
 * Starts the control plane in this process, with the function that its own program uses, on free
 * ports.
 */
export const startInProcess = async (changes: Record<string, string | undefined>): Promise<InProcessControlPlane> => {
  const config = readConfig(testEnvironment(changes));
  const controlPlane = createControlPlane({
    ...config,
    publicPort: 0,
    internalPort: 0,
    opsPort: 0,
    logLevel: "silent",
  });
  try {
    const { publicUrl, internalUrl = "" } = await controlPlane.start();
    return { publicUrl, internalUrl, stop: () => controlPlane.stop() };
  } catch (error) {
    await controlPlane.stop();
    throw error;
  }
};
