import type { FastifyInstance } from "fastify";
import { errorCodes } from "fastify";

/**
 * Bodies are uncompressed JSON, and nothing else. A request that announces JSON but sends no body
 * has none; its schema decides whether it needs one.
 */
export const acceptJsonBodiesOnly = (app: FastifyInstance): void => {
  // An object with a __proto__ or constructor key is rejected.
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else void parseJson(request, String(body), done);
  });
  app.addHook("preParsing", (request, _reply, _payload, done) => {
    const encoding = request.headers["content-encoding"];
    const isPlain = encoding === undefined || encoding === "identity";
    done(isPlain ? null : errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(encoding));
  });
};
