/** Tables whose old rows are deleted, and after how many days (docs/adr/0056). Never the audit. */
export const retentionDays = {
  workspace_commands: 7,
  workspace_events: 90,
  preflight_reports: 90,
  bff_registrations: 30,
  idempotency_keys: 1,
  mails: 90,
  quota_uses: 7,
} as const;
export type RetainedTable = keyof typeof retentionDays;

export type Retention = {
  /**
   * Deletes at most `limit` expired rows; returns how many. Rows that another transaction has locked
   * stay for the next call.
   */
  purge(table: RetainedTable, limit: number): Promise<number>;
};
