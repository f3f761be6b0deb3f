import type { Mailer, MailMessage, Place, QueuedMail, Store } from "@cogrion/domain";
import { isOpen, MailRefusedError, supportAccessAt } from "@cogrion/domain";
import { invitationTokenHashOf, newInvitationToken } from "../invitations/token.ts";
import { invitationMailOf } from "./invitation.ts";
import { supportAccessMailOf } from "./support-access.ts";

/** Longer than any sending may take. */
const leaseSeconds = 120;
const longestDelaySeconds = 900;

export type MailOutcome = "sent" | "postponed" | "failed" | "superseded";

export type SendMailsDeps = {
  store: Store;
  /** Has a deadline of its own, well below the lease. */
  mailer: Mailer;
  place: Place;
  apiUrl: string;
  now: () => Date;
  /** Told what came of each attempt. */
  onOutcome: (outcome: MailOutcome, mail: QueuedMail, error?: unknown) => void;
};

/**
 * Sends the mails that are due, each at least once; answers how many were sent. One that cannot be sent waits longer each time and holds up no other. Several
 * may send at once, and no transaction is open while a mail server thinks.
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

const messageOf = (deps: SendMailsDeps, mail: QueuedMail): Promise<Made> =>
  mail.kind === "invitation" ? invitationOf(deps, mail) : supportAccessRequestOf(deps, mail);

/**
 * The link's token is made here, and nobody else ever knows it: its hash is stored before the mail goes out. Each attempt makes one of its own, because one
 * whose fate is unknown may have arrived; all of the invitation's generation are good, until one is used.
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

/** Of no use once it is decided, or to a person who is not an owner any more. */
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
