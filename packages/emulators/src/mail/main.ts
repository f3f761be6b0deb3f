import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { SMTPServer } from "smtp-server";
import type { SMTPServerDataStream } from "smtp-server";
import { readMailEnvironment } from "./env.ts";
import { openMailbox } from "./mailbox.ts";
import { listPage, mailPage } from "./page.ts";
import { onlyLocal } from "../local-host.ts";

/**
 * A mail server that delivers nothing: it stores the stack's mails, for a person (`/`) or a test
 * (`/api/mails?to=`) to read.
 */
const config = readMailEnvironment();
const mailbox = await openMailbox(config.folder);

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/** Returns the reason if the mail is not stored. */
const keep = async (recipients: readonly string[], stream: SMTPServerDataStream): Promise<Error | undefined> => {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (stream.sizeExceeded) return refusal(552, "5.3.4 The message is too large");
    await mailbox.keep(recipients, Buffer.concat(chunks));
    return undefined;
  } catch {
    return refusal(451, "4.3.0 The message could not be kept");
  }
};

const smtp = new SMTPServer({
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  size: 1024 * 1024,
  // `.invalid` never exists (RFC 2606, section 2), so such an address stands for a mailbox to which
  // mail cannot be delivered.
  onRcptTo: ({ address }, _session, done) =>
    done(address.toLowerCase().endsWith(".invalid") ? refusal(550, "5.1.2 There is no such domain") : undefined),
  async onData(stream, session, done) {
    const recipients = session.envelope.rcptTo.map(({ address }) => address);
    done(await keep(recipients, stream));
  },
});
// A client that disconnects midway is not an error of ours.
smtp.on("error", () => undefined);
smtp.listen(config.ports.smtp, "127.0.0.1");

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  const headers = { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff" };
  response.writeHead(status, headers).end(body);
};
const json = "application/json";
const html = "text/html; charset=utf-8";

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://mail.localhost");
  const asked = `${request.method} ${pathname}`;
  if (asked === "GET /ready") return void response.writeHead(204).end();
  if (asked === "GET /") return send(response, 200, html, listPage(await mailbox.list()));
  if (asked === "GET /api/mails") {
    const mails = await mailbox.list(searchParams.get("to") ?? undefined);
    return send(response, 200, json, JSON.stringify({ mails }));
  }
  if (asked === "DELETE /api/mails") {
    await mailbox.empty();
    return void response.writeHead(204).end();
  }
  const id = /^GET \/mails\/([^/]+)$/.exec(asked)?.[1];
  const mail = id === undefined ? undefined : await mailbox.get(id);
  if (mail === undefined) return send(response, 404, "text/plain", "There is nothing here.\n");
  return send(response, 200, html, mailPage(mail));
};

const http = createServer(
  onlyLocal((request, response) => {
    answer(request, response).catch((error: unknown) => {
      send(response, 500, "text/plain", `${error instanceof Error ? error.message : "internal error"}\n`);
    });
  }),
);
http.listen(config.ports.http, "127.0.0.1");

const stop = (): void => {
  http.close();
  http.closeAllConnections();
  smtp.close(() => process.exit(0));
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
