import type { IssuerLink, MailMessage, Place } from "@cogrion/domain";
import { escapeHtml, htmlMailOf, utcOf } from "./html.ts";

type About = {
  id: string;
  to: string;
  link: IssuerLink;
  place: Place;
  /** Origin of the region's API, for the command line. */
  apiUrl: string;
};

const mailOf = ({ id, to }: About, subject: string, paragraphs: readonly string[]): MailMessage => ({
  id,
  to,
  subject,
  text: paragraphs.join("\n\n"),
  html: htmlMailOf(paragraphs.map((each) => `<p>${escapeHtml(each).replaceAll("\n", "<br>")}</p>`)),
});

/**
 * The mail to the address that this region's realm has. A person with only one of the two sign-ins
 * cannot use the code.
 */
export const issuerLinkCodeMailOf = (about: About & { code: string }): MailMessage => {
  const { link, place, apiUrl, code } = about;
  return mailOf(about, `Link your sign-in of ${link.region} to ${place.region}`, [
    `You asked, signed in at ${place.region} of Cogrion, that your sign-in of ${link.region} may act as ${link.email} in ${place.region} as well.`,
    `The administrators of ${link.region}'s sign-in could then act as you in ${place.region}. Confirm only if you trust them with that.`,
    `To confirm, sign in at both regions, then run this command and paste the code:\n  ./cogrion issuer-link confirm --api-url ${apiUrl} --other-api-url {the API of ${link.region}}`,
    `The code: ${code}`,
    `It works once, until ${utcOf(link.expiresAt)}.`,
    `Did you not ask for this? Then somebody is signed in as you at ${place.region}: change your password there.`,
  ]);
};

const commandsOf = ({ link, apiUrl, to }: About): string =>
  to === link.email
    ? `  ./cogrion issuer-link unlink ${link.id} --api-url ${apiUrl}`
    : `  ./cogrion issuer-link unlink ${link.id} --account {your account} --api-url ${apiUrl}`;

/** The mail to the person and to the owners of their accounts. */
export const issuerLinkedMailOf = (about: About): MailMessage => {
  const { link, place } = about;
  return mailOf(about, `A sign-in of ${link.region} was linked in ${place.region}`, [
    `${link.email} has linked a sign-in of the region ${link.region}: it can act as ${link.email} in ${place.region} of Cogrion until ${utcOf(link.expiresAt)}.`,
    `Is that not intended? The person can end it at any time, and so can anyone who manages the members of their accounts:\n${commandsOf(about)}`,
  ]);
};

export const issuerUnlinkedMailOf = (about: About): MailMessage => {
  const { link, place } = about;
  return mailOf(about, `A sign-in of ${link.region} was unlinked in ${place.region}`, [
    `The sign-in of the region ${link.region} can no longer act as ${link.email} in ${place.region} of Cogrion. Signing in at ${place.region} works as before.`,
  ]);
};
