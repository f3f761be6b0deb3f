import { logFault } from "./log.ts";

// Longer than the proxy's own 10 seconds until a response begins, and shorter than the 29 and 30
// seconds that API Gateway and Lambda@Edge wait.
const bodySeconds = 15;

/**
 * A host that returns its response as a whole waits for the body, but not forever. Undefined if the
 * body breaks off or stalls.
 */
export const wholeBodyOf = async (response: Response, seconds = bodySeconds): Promise<Buffer | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("stalled")), seconds * 1000);
  });
  try {
    return Buffer.from(await Promise.race([response.arrayBuffer(), late]));
  } catch (error) {
    logFault("answer_broke_off", { error: error instanceof Error ? error.name : "unknown" });
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};

export const brokenOffDetail = "The response was cut off. Send the request again.";
