import { forget, keep, kept } from "./kept.js";
import { comeBack, signIn, signOut } from "./sign-in.js";
import { show, showBusy } from "./view.js";

const tokenPattern = /^cgi_[A-Za-z0-9_-]{43}$/;

/**
 * Offers to repeat what failed, and only that, because an earlier step may work only once. @param
 * {() => Promise<void>} act @returns {Promise<void>}
 */
const attempt = async (act) => {
  try {
    await act();
  } catch {
    showAway(act);
  }
};

/** @param {string} text @param {() => Promise<void>} act @returns {import("./view.js").Action} */
const action = (text, act) => ({ text, act: () => attempt(act) });

/** @param {() => Promise<void>} again */
const showAway = (again) =>
  show({
    title: "Cogrion cannot be reached",
    text: ["Nothing was changed. Look whether you are connected, and try again in a moment."],
    actions: [action("Try again", again)],
  });

/** @param {string} token */
const showInvitation = (token, isBack = false) =>
  show({
    title: "Accept your invitation",
    text: [
      ...(isBack ? ["You have not signed in."] : []),
      "Somebody invited you to an account on Cogrion; the mail says to which. Sign in with the address that the mail was sent to.",
      "No sign-in yet? The next page lets you make one, with that address.",
    ],
    actions: [action("Sign in and accept", () => signIn(token))],
  });

const showNoLink = () =>
  show({
    title: "This link is not whole",
    text: [
      "Open the link of your invitation's mail again, or copy it whole: it ends with # and what begins with cgi_.",
    ],
  });

/** @param {{ account: { name: string, id: string, region: string }, roles: string[] }} accepted */
const showAccepted = ({ account, roles }) =>
  show({
    title: `You are a member of ${account.name}`,
    text: ["The invitation is accepted. You can close this page."],
    facts: { Account: account.name, "Its id": account.id, Region: account.region, "Your roles": roles.join(", ") },
    commands: [`./cogrion login --api-url ${location.origin}`, `./cogrion workspace list --api-url ${location.origin}`],
  });

/** @param {string} detail @param {string} idToken */
const showRefused = (detail, idToken) =>
  show({
    title: "This invitation cannot be accepted",
    text: [
      detail,
      "Was it sent to another address of yours? Then sign in with that one. Else ask for a new invitation.",
    ],
    actions: [action("Sign in as somebody else", () => signOut(idToken))],
  });

/** @param {{ accessToken: string, idToken: string }} tokens @returns {Promise<void>} */
const accept = async ({ accessToken, idToken }) => {
  showBusy("Accepting …");
  const response = await fetch("../invitations/accept", {
    method: "POST",
    headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
    body: JSON.stringify({ token: kept()?.token ?? "" }),
  });
  const body = await response.json();
  if (response.ok) {
    forget();
    showAccepted(body);
  } else if (response.status === 429 || response.status >= 500) {
    showAway(() => accept({ accessToken, idToken }));
  } else {
    showRefused(body.detail, idToken);
  }
};

/** @param {URL} url */
const goOn = async (url) => {
  showBusy("Signing you in …");
  const back = await comeBack(url);
  const token = kept()?.token;
  if (back.outcome === "signed in") {
    await attempt(() => accept(back));
  } else if (back.outcome === "refused" && token !== undefined) {
    showInvitation(token, true);
  } else {
    show({
      title: "You are signed in",
      text: ["One step is left: open the link of your invitation's mail again, and accept it."],
    });
  }
};

const start = async () => {
  const url = new URL(location.href);
  const given = url.hash.slice(1);
  // Removed from the address bar and the history at once.
  history.replaceState(null, "", url.pathname);
  if (url.searchParams.has("state")) {
    await attempt(() => goOn(url));
    return;
  }
  if (tokenPattern.test(given)) keep({ token: given });
  const token = given === "" || tokenPattern.test(given) ? kept()?.token : undefined;
  if (token === undefined) showNoLink();
  else showInvitation(token);
};

// The mail's link was opened again in a tab with this page: only the fragment changes, and nothing
// is loaded.
addEventListener("hashchange", () => void start());
void start();
