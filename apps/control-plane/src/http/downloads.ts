import { Readable } from "node:stream";
import type { Route } from "@cogrion/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Download } from "./handler.ts";

/**
 * The possible media types of the route's file: one if the query selects it, before it is
 * validated.
 */
export const downloadTypesOf = (route: Route, query: unknown): string[] => {
  const { format } = query as { format?: unknown };
  return Object.values(route.responses).flatMap(({ downloads = {} }) => {
    const all = Object.entries(downloads);
    const asked = all.filter(([name], index) => (format === undefined ? index === 0 : name === format));
    return (asked.length === 0 ? all : asked).map(([, { mediaType }]) => mediaType);
  });
};

/**
 * Sends the file while it is generated, no faster than the client reads it. If generating it fails,
 * the connection is closed: a chunked message without its last chunk is incomplete (RFC 9112
 * section 8), and clients report that.
 */
export const sendDownload = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { mediaType, fileName, text }: Download,
): Promise<FastifyReply> => {
  void reply.code(200).headers({
    "content-type": mediaType,
    "content-disposition": `attachment; filename="${fileName}"`,
    "x-accel-buffering": "no",
  });
  if (request.method === "GET") return reply.send(Readable.from(text, { objectMode: false }));
  await text.return();
  return reply.send();
};
