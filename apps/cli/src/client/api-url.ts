import { InvalidArgumentError } from "commander";
import { readApiEnvironment } from "../config.ts";
import { NoApiError, UsageError } from "../failure.ts";
import { isLoopback } from "./loopback.ts";

const originOf = (text: string): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
};

const whatAnOriginIs = "An origin is a scheme and a host, such as https://cplane.sgp-1.cogrion.com.";

/** For the option `--api-url`. */
export const parseApiUrl = (text: string): string => {
  const url = originOf(text);
  if (url === undefined) throw new InvalidArgumentError(whatAnOriginIs);
  return url.origin;
};

/**
 * The origin of the API: `given`, or COGRION_API_URL. Plain http works only on this machine: others
 * could read a token sent over it, and could change the sign-in that the API names.
 * @throws NoApiError, UsageError
 */
export const apiUrlOf = (given: string | undefined): string => {
  const asked = given ?? readApiEnvironment().apiUrl;
  if (asked === undefined) throw new NoApiError();
  const url = originOf(asked);
  if (url === undefined) throw new UsageError(`COGRION_API_URL is not an origin. ${whatAnOriginIs}`);
  if (url.protocol === "http:" && !isLoopback(url))
    throw new UsageError(
      `${url.origin} is not encrypted, and nothing was sent to it. Use https; plain http is for localhost only.`,
    );
  return url.origin;
};
