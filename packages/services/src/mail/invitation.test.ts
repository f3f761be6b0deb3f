import type { RegionId } from "@cogrion/domain";
import { expect, it } from "vitest";
import { invitationMailOf } from "./invitation.ts";

const mailOf = (name: string, inviter?: string) =>
  invitationMailOf({
    id: "m",
    account: { name },
    invitation: { email: "grace@acme.example", roles: ["operator"], expiresAt: new Date("2026-03-08T12:00:00Z") },
    inviter,
    token: "cgi_token",
    place: { environment: "dev", region: "sgp-1" as RegionId },
    apiUrl: "https://cplane.dev.sgp-1.cogrion.com",
  });

it("says who invites whom to what, with the token in the link's fragment only", () => {
  const { to, subject, text, html } = mailOf("Acme", "ada@acme.example");
  expect([to, subject]).toEqual(["grace@acme.example", "You are invited to an account on Cogrion"]);
  const link = "https://cplane.dev.sgp-1.cogrion.com/api/invitation/#cgi_token";
  for (const part of [text, html]) {
    for (const fact of ["ada@acme.example", "Acme", "operator", "sgp-1", "7 days", "2026-03-08 12:00 UTC", link])
      expect(part).toContain(fact);
    expect(part.split("cgi_token")).toHaveLength(2);
  }
  expect(mailOf("Acme").text).toContain("Somebody invites you");
});

it("shows an account's name as text, whatever it is", () => {
  const { html } = mailOf(`<img src=x onerror="alert(1)"> & 'co'`);
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;co&#39;");
  expect(html).not.toContain("<img");
});

it("carries nothing that the inviter chose in its subject, and no link out of a name", () => {
  const name = "Prize! https://evil.example/win or www.evil.example, mail win@evil.example";
  const { subject, text, html } = mailOf(name);
  expect(subject).toBe(mailOf("Acme").subject);
  for (const part of [text, html]) {
    expect(part).toContain("Prize!");
    expect(part).not.toMatch(/evil\.example|https:\/\/evil|win@evil/);
  }
  expect(mailOf("Smith & Co. Ltd.").text).toContain('"Smith & Co. Ltd."');
});
