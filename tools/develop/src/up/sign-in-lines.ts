/** The local stack's user, and where the password is stored. */
export type LocalUser = { email: string; password: string; secretsFile: string };

/**
 * How to sign in at the local stack. The password is shown on a terminal only; a file or a pipe
 * gets its location.
 */
export const signInLinesOf = ({ email, password, secretsFile }: LocalUser, isTerminal: boolean): string[] =>
  isTerminal
    ? [`  Sign in as ${email} with the password ${password}`]
    : [
        `  Sign in as ${email}. ./cogrion status shows the password on a terminal;`,
        `  it is userPassword in ${secretsFile}`,
      ];
