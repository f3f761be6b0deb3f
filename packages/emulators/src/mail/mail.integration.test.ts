import { createTransport } from "nodemailer";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import { readMails } from "./read.ts";

let parts: TestParts<"mail">;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["mail"] });
});
afterAll(() => parts?.stop());
beforeEach(async () => {
  await fetch(`${parts.mail.url}/api/mails`, { method: "DELETE" });
});

const send = (message: { to: string; subject: string; text?: string; html?: string }) =>
  createTransport({ ...parts.mail.smtp, secure: false }).sendMail({ from: "no-reply@cogrion.localhost", ...message });

it("a mail handed over by SMTP is read as JSON by its recipient, whole", async () => {
  const text = "Grüße\r\n.\r\nfrom afar\r\n";
  await send({ to: "Ada@acme.example", subject: "Invitation — für dich", text, html: "<b>Grüße</b>" });
  await send({ to: "bob@acme.example", subject: "Other", text: "x" });
  const [mail, ...others] = await readMails(parts.mail.url, "ada@acme.example");
  expect(others).toEqual([]);
  expect(mail).toMatchObject({
    from: "no-reply@cogrion.localhost",
    recipients: ["ada@acme.example"],
    subject: "Invitation — für dich",
    html: expect.stringContaining("<b>Grüße</b>") as string,
  });
  expect(mail?.text?.replaceAll("\r\n", "\n").trim()).toBe("Grüße\n.\nfrom afar");
  expect(await readMails(parts.mail.url)).toHaveLength(2);
});

it("a person reads mails on a page on which a mail's own HTML can do nothing", async () => {
  await send({ to: "eve@acme.example", subject: "<script>alert(1)</script>", html: `"><script>alert(2)</script>` });
  const list = await (await fetch(parts.mail.url)).text();
  expect(list).toContain("&lt;script&gt;alert(1)");
  const path = /href="(\/mails\/[^"]+)"/.exec(list)?.[1] ?? "";
  const page = await (await fetch(new URL(path, parts.mail.url))).text();
  expect(page).toContain("<iframe sandbox title=");
  expect(page).not.toContain("<script>");
});

it("mails survive a crash, and a missing mail is a 404", async () => {
  await send({ to: "ada@acme.example", subject: "Kept", text: "x" });
  await parts.kill("mail");
  await parts.restart("mail");
  expect((await readMails(parts.mail.url)).map(({ subject }) => subject)).toEqual(["Kept"]);
  for (const path of ["/mails/none", "/mails/..%2f..%2fetc%2fpasswd", "/other"])
    expect((await fetch(new URL(path, parts.mail.url))).status).toBe(404);
});

it("a recipient in a domain that never exists is rejected permanently", async () => {
  await expect(send({ to: "nobody@nowhere.invalid", subject: "Lost", text: "x" })).rejects.toMatchObject({
    responseCode: 550,
  });
  expect(await readMails(parts.mail.url)).toEqual([]);
});
