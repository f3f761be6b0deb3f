import type { Mailer, MailMessage, Place, QueuedMail, Store } from "@cogrion/domain";
import { isOpen, MailRefusedError, supportAccessAt, workspaceUrlOf } from "@cogrion/domain";
import { invitationTokenHashOf, newInvitationToken } from "../invitations/token.ts";
import { issuerLinkCodeHashOf, newIssuerLinkCode } from "../issuer-links/code.ts";
import { invitationMailOf } from "./invitation.ts";
import { issuerLinkCodeMailOf, issuerLinkedMailOf, issuerUnlinkedMailOf } from "./issuer-link.ts";
import { signInGrantMailOf } from "./sign-in-grant.ts";
import { supportAccessMailOf } from "./support-access.ts";

/** Longer than sending a mail can take. */
const leaseSeconds = 120;
const longestDelaySeconds = 900;

export type MailOutcome = "sent" | "postponed" | "failed" | "superseded";

export type SendMailsDeps = {
  store: Store;
  /** It must have its own deadline, well below the lease. */
  mailer: Mailer;
  place: Place;
  apiUrl: string;
  now: () => Date;
  /** Called with the outcome of each attempt. */
  onOutcome: (outcome: MailOutcome, mail: QueuedMail, error?: unknown) => void;
};

/**
 * Sends the mails that are due, each at least once; returns how many were sent. A mail that cannot
 * be sent waits longer after each attempt and does not delay others. Several senders may run at
 * once, and no transaction is open while a mail server responds.
 */
export const sendMails = async (deps: SendMailsDeps): Promise<number> => {
  let sent = 0;
  for (;;) {
    const mail = await deps.store.mails.claim(leaseSeconds);
    if (mail === undefined) return sent;
    const { outcome, error } = await attempt(deps, mail);
    if (outcome === "postponed")
      await deps.store.mails.postpone(mail.id, Math.min(2 ** mail.attempts, longestDelaySeconds));
    else await deps.store.mails.close(mail.id, outcome);
    deps.onOutcome(outcome, mail, error);
    if (outcome === "sent") sent++;
  }
};

const attempt = async (deps: SendMailsDeps, mail: QueuedMail): Promise<{ outcome: MailOutcome; error?: unknown }> => {
  try {
    const message = await messageOf(deps, mail);
    if (typeof message === "string") return { outcome: message };
    await deps.mailer.send(message);
    return { outcome: "sent" };
  } catch (error) {
    return { outcome: error instanceof MailRefusedError ? "failed" : "postponed", error };
  }
};

type Made = MailMessage | "failed" | "superseded";

const messageOf = (deps: SendMailsDeps, mail: QueuedMail): Promise<Made> => {
  if (mail.kind === "invitation") return invitationOf(deps, mail);
  if (mail.kind === "sign_in_grant") return signInGrantOf(deps, mail);
  return mail.kind === "support_access_request" ? supportAccessRequestOf(deps, mail) : issuerLinkOf(deps, mail);
};

/**
 * The link's token is created here and never stored: only its hash is, before the mail is sent.
 * Each attempt creates its own token, because an earlier mail may have arrived. All links of the
 * invitation's generation are valid until one is used.
 */
const invitationOf = async (
  { store, place, apiUrl, now }: SendMailsDeps,
  { id, invitationId, generation }: Extract<QueuedMail, { kind: "invitation" }>,
): Promise<Made> => {
  const invitation = await store.invitations.getById(invitationId);
  if (invitation?.status !== "pending" || invitation.generation !== generation) return "superseded";
  if (!isOpen(invitation, now())) return "failed";
  const account = await store.accounts.get(invitation.accountId);
  const inviter = await store.members.get(invitation.accountId, invitation.invitedBy);
  const token = newInvitationToken();
  const isStored = await store.invitations.addToken(invitationId, generation, invitationTokenHashOf(token));
  if (account === undefined || !isStored) return "superseded";
  return invitationMailOf({ id, account, invitation, inviter: inviter?.email, token, place, apiUrl });
};

/** Not needed once the request is decided, or if the recipient is no longer an owner. */
const supportAccessRequestOf = async (
  { store, apiUrl, now }: SendMailsDeps,
  { id, supportAccessId, recipient }: Extract<QueuedMail, { kind: "support_access_request" }>,
): Promise<Made> => {
  const access = await store.supportAccess.getById(supportAccessId);
  if (access === undefined || supportAccessAt(access, now()).state !== "requested") return "superseded";
  const account = await store.accounts.get(access.accountId);
  const member = await store.members.findByEmail(access.accountId, recipient);
  if (account === undefined || member?.roles.includes("owner") !== true) return "superseded";
  return supportAccessMailOf({ id, to: recipient, account, access, apiUrl });
};

/** As with an invitation, each attempt to mail a code makes one of its own. What was done is told in any case. */
const issuerLinkOf = async (
  { store, place, apiUrl, now }: SendMailsDeps,
  { id, kind, issuerLinkId, recipient: to }: Extract<QueuedMail, { issuerLinkId: string }>,
): Promise<Made> => {
  const link = await store.issuerLinks.get(issuerLinkId);
  if (link === undefined) return "superseded";
  const about = { id, to, link, place, apiUrl };
  if (kind === "issuer_linked") return issuerLinkedMailOf(about);
  if (kind === "issuer_unlinked") return issuerUnlinkedMailOf(about);
  if (link.status !== "pending" || link.expiresAt <= now()) return "superseded";
  const code = newIssuerLinkCode();
  if (!(await store.issuerLinks.addCode(issuerLinkId, issuerLinkCodeHashOf(code)))) return "superseded";
  return issuerLinkCodeMailOf({ ...about, code });
};

/** Of no use once it is taken back. */
const signInGrantOf = async (
  { store, place }: SendMailsDeps,
  { id, signInGrantId }: Extract<QueuedMail, { kind: "sign_in_grant" }>,
): Promise<Made> => {
  const grant = await store.signIns.findGrant(signInGrantId);
  const workspace = grant && (await store.workspaces.get(grant.workspaceId));
  const account = workspace && (await store.accounts.get(workspace.accountId));
  if (grant === undefined || workspace === undefined || account === undefined) return "superseded";
  const url = workspace.bff?.url ?? workspaceUrlOf("bff", workspace.id, place);
  return signInGrantMailOf({ id, grant, account, url });
};
