import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { MailMessage } from "@cogrion/domain";
import { MailRefusedError } from "@cogrion/domain";
import { readMails } from "@cogrion/emulators/mail/read";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createMailer } from "./mailer.ts";

let parts: TestParts<"mail">;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["mail"] });
});
afterAll(() => parts?.stop());

const from = "no-reply@cogrion.localhost";
const plain = { security: "none", credentials: undefined, from } as const;
const message = (changes: Partial<MailMessage> = {}): MailMessage => ({
  id: "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10",
  to: "grace@acme.example",
  subject: "Invitation",
  text: "Welcome",
  html: "<p>Welcome</p>",
  ...changes,
});

/** A server that responds as the test says. */
const startServer = async (options: ConstructorParameters<typeof SMTPServer>[0]) => {
  const server = new SMTPServer({ disableReverseLookup: true, logger: false, ...options });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
};
const answering = (responseCode: number) => Object.assign(new Error("so says the test"), { responseCode });

it("sends a mail with the same id for each attempt, marked so that no machine replies", async () => {
  const mailer = createMailer({ ...plain, ...parts.mail.smtp });
  await mailer.send(message());
  const [mail] = await readMails(parts.mail.url, "grace@acme.example");
  expect(mail).toMatchObject({ from, subject: "Invitation", text: expect.stringContaining("Welcome") as string });
  const headers = Object.fromEntries((mail?.headers ?? []).map(({ name, value }) => [name.toLowerCase(), value]));
  expect(headers).toMatchObject({
    from: `Cogrion <${from}>`,
    "message-id": "<01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10@cogrion.localhost>",
    "auto-submitted": "auto-generated",
  });
});

it("lets nothing that a mail is made of become a header, a recipient or a line of the protocol", async () => {
  const mailer = createMailer({ ...plain, ...parts.mail.smtp });
  const evil = "x\r\nBcc: eve@evil.example\r\n\r\n.\r\nMAIL FROM:<eve@evil.example>";
  await mailer.send(message({ subject: evil, text: `${evil}\r\n.\r\n`, to: "target@acme.example" }));
  expect(await readMails(parts.mail.url, "eve@evil.example")).toEqual([]);
  const [mail] = await readMails(parts.mail.url, "target@acme.example");
  expect(mail?.recipients).toEqual(["target@acme.example"]);
  expect(mail?.headers.filter(({ name }) => name.toLowerCase() === "bcc")).toEqual([]);
  expect(mail?.text).toContain("MAIL FROM:");
});

it("distinguishes a permanent rejection of the mail from faults that a retry may fix", async () => {
  const refused = createMailer({ ...plain, ...parts.mail.smtp }).send(message({ to: "nobody@nowhere.invalid" }));
  await expect(refused).rejects.toBeInstanceOf(MailRefusedError);
  const cases: [name: string, options: ConstructorParameters<typeof SMTPServer>[0]][] = [
    ["a mailbox that is full for now", { onRcptTo: (_address, _session, done) => done(answering(452)) }],
    ["a sender that the server does not take", { onMailFrom: (_address, _session, done) => done(answering(550)) }],
    ["a server that is closed for today", { onConnect: (_session, done) => done(answering(554)) }],
  ];
  for (const [name, options] of cases) {
    const server = await startServer({ authOptional: true, ...options });
    const error = await createMailer({ ...plain, host: "127.0.0.1", port: server.port })
      .send(message())
      .catch((reason: unknown) => reason);
    await server.close();
    expect([name, error instanceof Error, error instanceof MailRefusedError]).toEqual([name, true, false]);
  }
});

it("sends no password before the connection is encrypted, and no mail at all where it cannot be", async () => {
  const seen: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write("220 plain.example ESMTP\r\n");
    socket.on("data", (chunk: Buffer) => {
      seen.push(chunk.toString());
      socket.write(chunk.toString().startsWith("QUIT") ? "221 bye\r\n" : "250 plain.example\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { username: "cogrion", password: "hunter2-hunter2" };
  const mailer = createMailer({ host: "127.0.0.1", port, security: "starttls", credentials, from });
  await expect(mailer.send(message())).rejects.not.toBeInstanceOf(MailRefusedError);
  await new Promise((resolve) => server.close(resolve));
  expect(seen.join("")).not.toMatch(/AUTH|MAIL FROM|RCPT/);
});
