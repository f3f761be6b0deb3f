import { CogrionError } from "@cogrion/domain";
import Negotiator from "negotiator";

const json = "application/json";
const eventStream = "text/event-stream";

/**
 * The route's media type that the request prefers; one of `downloads` if the route has any. @throws
 * CogrionError `not_acceptable`
 */
export const negotiate = (
  headers: { accept?: string | undefined },
  { hasEventStream, downloads = [] }: { hasEventStream: boolean; downloads?: readonly string[] },
): { acceptsEventStream: boolean } => {
  if (headers.accept === undefined) return { acceptsEventStream: false };
  const negotiator = new Negotiator({ headers: { accept: headers.accept } });
  const jsonOrEvents = hasEventStream ? [json, eventStream] : [json];
  const served = downloads.length > 0 ? [...downloads] : jsonOrEvents;
  const best = negotiator.mediaType(served);
  // A client that accepts only problems accepts the response of every error, which is all that it
  // can get.
  if (best === undefined && negotiator.mediaType(["application/problem+json"]) === undefined)
    throw new CogrionError("not_acceptable", {
      detail: `This resource is served as ${served.join(" and ")}.`,
    });
  return { acceptsEventStream: best === eventStream };
};
