const dayMilliseconds = 24 * 3_600_000;
/** ACM begins to renew 45 days or more before the end; with fewer days left something keeps it from that. */
export const renewalAlarmDays = 30;

export type CertificateRenewal = {
  /** End of the validity; undefined before the issue. */
  expiresAt: Date | undefined;
  /** ACM's RenewalStatus; undefined until it began to renew. */
  status: string | undefined;
  /** ACM's RenewalStatusReason, such as `CAA_ERROR`. */
  reason: string | undefined;
  /** ACM renews only certificates that a service of AWS uses. */
  isInUse: boolean;
};

/** What keeps ACM from renewing a certificate, as a sentence for its owner; undefined: nothing that we know of. */
export const renewalProblemOf = (
  { expiresAt, status, reason, isInUse }: CertificateRenewal,
  now: Date,
): string | undefined => {
  if (expiresAt === undefined) return undefined;
  const daysLeft = Math.floor((expiresAt.getTime() - now.getTime()) / dayMilliseconds);
  const until = daysLeft < 0 ? "It has expired" : `It expires in ${daysLeft} days`;
  const because = reason === undefined ? "" : ` (${reason})`;
  if (status === "FAILED") return `ACM could not renew it${because}. ${until}.`;
  if (status === "PENDING_VALIDATION")
    return `ACM cannot validate the names again${because}: check the validation record and CAA records. ${until}.`;
  if (daysLeft >= renewalAlarmDays) return undefined;
  return isInUse
    ? `${until}, and ACM has not renewed it.`
    : `${until}, and no AWS service uses it: ACM renews only certificates that are in use.`;
};
