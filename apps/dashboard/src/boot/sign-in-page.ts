import { leaveForSignIn } from "../session/oidc.ts";
import type { SiteRegion } from "../site.ts";
import { site } from "../site.ts";
import { lookUp } from "./lookup.ts";

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

const regionButton = (region: SiteRegion, go: (region: SiteRegion) => void): HTMLLIElement => {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  const location = document.createElement("span");
  location.className = "sign-in-location";
  location.textContent = region.location;
  const id = document.createElement("code");
  id.textContent = region.id;
  button.append(location, id);
  button.addEventListener("click", () => go(region));
  item.append(button);
  return item;
};

/** Shows the page that asks where to sign in; `note` says why, where somebody did not come by themselves. */
export const showSignIn = (returnTo: string, note = ""): void => {
  document.documentElement.dataset["stage"] = "sign-in";
  document.title = "Sign in · Cogrion";
  element("sign-in-note").textContent = note;
  const go = (region: SiteRegion, to = returnTo): void =>
    void leaveForSignIn(region, { returnTo: to, isSilent: false, closes: false });
  element("sign-in-region-list").replaceChildren(...site.regions.map((region) => regionButton(region, go)));

  const input = element("sign-in-workspace") as HTMLInputElement;
  const error = element("sign-in-error");
  const submit = element("sign-in-form").querySelector("button") as HTMLButtonElement;
  element("sign-in-form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit.disabled = true;
    const given = input.value;
    void lookUp(given).then((found) => {
      submit.disabled = false;
      error.textContent = "error" in found ? found.error : "";
      input.setAttribute("aria-invalid", String("error" in found));
      if ("error" in found) return input.focus();
      const id = given
        .trim()
        .toLowerCase()
        .replace(/^(?!w-)/, "w-");
      return go(found.region, returnTo === "/" ? `/${found.region.id}/${id}` : returnTo);
    });
  });
  input.focus();
};
