import { routes } from "@cogrion/contract";

/**
 * What a person can do here, with the same act at a shell and the operation of the API that both
 * call. tests/unit/dashboard-actions.test.ts holds all three together.
 */
export const actions = {
  listWorkspaces: { route: routes.listWorkspaces, cli: "workspace list" },
  createWorkspace: { route: routes.createWorkspace, cli: "workspace create" },
  watchWorkspace: { route: routes.streamEvents, cli: "workspace watch" },
  retryWorkspace: { route: routes.retryWorkspace, cli: "workspace retry" },
  repairWorkspace: { route: routes.repairWorkspace, cli: "workspace repair" },
  correctWorkspace: { route: routes.correctWorkspace, cli: "workspace correct" },
  cancelWorkspace: { route: routes.cancelWorkspace, cli: "workspace cancel" },
  deleteWorkspace: { route: routes.deleteWorkspace, cli: "workspace delete" },
  readTemplate: { route: routes.getOnboardingTemplate, cli: "workspace template" },
  readLedger: { route: routes.listLedger, cli: "workspace ledger" },
  readReceipt: { route: routes.getReceipt, cli: "workspace receipt" },
  readDrift: { route: routes.getDrift, cli: "workspace drift" },
  readEvents: { route: routes.streamEvents, cli: "workspace events" },
  mintToken: { route: routes.mintToken, cli: "workspace token mint" },
  revokeToken: { route: routes.revokeToken, cli: "workspace token revoke" },
  createAccount: { route: routes.createAccount, cli: "account create" },
  renameAccount: { route: routes.updateAccount, cli: "account rename" },
  listMembers: { route: routes.listMembers, cli: "account members" },
  setRoles: { route: routes.updateMember, cli: "account set-roles" },
  removeMember: { route: routes.removeMember, cli: "account remove-member" },
  invite: { route: routes.createInvitation, cli: "account invite" },
  resendInvitation: { route: routes.resendInvitation, cli: "account resend-invitation" },
  revokeInvitation: { route: routes.revokeInvitation, cli: "account revoke-invitation" },
  listAudit: { route: routes.listAudit, cli: "audit list" },
  exportAudit: { route: routes.exportAudit, cli: "audit export" },
} as const;
export type ActionName = keyof typeof actions;

const quoted = (text: string): string => (/^[\w@.,:=/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** The command with its arguments, to be pasted into a POSIX shell. Options without a value are left out. */
export const cliOf = (
  name: ActionName,
  args: readonly string[] = [],
  options: Readonly<Record<string, string | undefined>> = {},
): string =>
  [
    `cogrion ${actions[name].cli}`,
    ...args.map(quoted),
    ...Object.entries(options).flatMap(([option, value]) =>
      value === undefined || value === "" ? [] : [`--${option} ${quoted(value)}`],
    ),
  ].join(" ");

export const apiCallOf = (name: ActionName, apiUrl: string, params: Readonly<Record<string, string>> = {}): string => {
  const { method, path } = actions[name].route;
  return `${method} ${apiUrl}${path.replaceAll(/\{(\w+)\}/g, (whole, each: string) => params[each] ?? whole)}`;
};
