import { CogrionError } from "@cogrion/domain";
import Negotiator from "negotiator";

const json = "application/json";
const eventStream = "text/event-stream";

/** Which of the route's media types the request likes best. @throws CogrionError `not_acceptable` */
export const negotiate = (
  headers: { accept?: string | undefined },
  { hasEventStream }: { hasEventStream: boolean },
): { acceptsEventStream: boolean } => {
  if (headers.accept === undefined) return { acceptsEventStream: false };
  const negotiator = new Negotiator({ headers: { accept: headers.accept } });
  const best = negotiator.mediaType(hasEventStream ? [json, eventStream] : [json]);
  // Whoever takes problems only takes the answer of any error, and there is nothing else for it to take.
  if (best === undefined && negotiator.mediaType(["application/problem+json"]) === undefined)
    throw new CogrionError("not_acceptable", {
      detail: `This resource is served as ${hasEventStream ? `${json} and ${eventStream}` : json}.`,
    });
  return { acceptsEventStream: best === eventStream };
};
