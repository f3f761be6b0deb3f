import { CogrionError } from "@cogrion/domain";
import Negotiator from "negotiator";

const json = "application/json";
const eventStream = "text/event-stream";

/** Which of the route's media types the request likes best; those of `downloads` where it has any. @throws CogrionError `not_acceptable` */
export const negotiate = (
  headers: { accept?: string | undefined },
  { hasEventStream, downloads = [] }: { hasEventStream: boolean; downloads?: readonly string[] },
): { acceptsEventStream: boolean } => {
  if (headers.accept === undefined) return { acceptsEventStream: false };
  const negotiator = new Negotiator({ headers: { accept: headers.accept } });
  const jsonOrEvents = hasEventStream ? [json, eventStream] : [json];
  const served = downloads.length > 0 ? [...downloads] : jsonOrEvents;
  const best = negotiator.mediaType(served);
  // A client that accepts problems only accepts the response of any error, and there is nothing else for it to accept.
  if (best === undefined && negotiator.mediaType(["application/problem+json"]) === undefined)
    throw new CogrionError("not_acceptable", {
      detail: `This resource is served as ${served.join(" and ")}.`,
    });
  return { acceptsEventStream: best === eventStream };
};
