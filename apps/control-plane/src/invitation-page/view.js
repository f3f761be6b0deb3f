/** @typedef {{ text: string, act: () => Promise<void> }} Action */

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} tag @param {string} text */
const made = (tag, text) => {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
};

/** @param {Action} action */
const button = ({ text, act }) => {
  const node = document.createElement("button");
  node.type = "button";
  node.textContent = text;
  node.addEventListener("click", () => {
    node.disabled = true;
    void act().finally(() => {
      node.disabled = false;
    });
  });
  return node;
};

/**
 * The complete content of the page; text is inserted as text. The title gets the focus, so that a
 * screen reader starts there.
 * @param {{ title: string, text: string[], facts?: Record<string, string>, actions?: Action[],
 * commands?: string[] }} content
 */
export const show = ({ title, text, facts = {}, actions = [], commands = [] }) => {
  document.title = `${title} · Cogrion`;
  element("title").textContent = title;
  element("text").replaceChildren(...text.map((each) => made("p", each)));
  element("facts").replaceChildren(
    ...Object.entries(facts).flatMap(([name, value]) => [made("dt", name), made("dd", value)]),
  );
  element("facts").hidden = Object.keys(facts).length === 0;
  element("actions").replaceChildren(...actions.map(button));
  element("shell").hidden = commands.length === 0;
  /** @type {HTMLElement} */ (element("shell").querySelector("pre")).textContent = commands.join("\n");
  element("title").focus();
};

/** @param {string} text */
export const showBusy = (text) => show({ title: "Your invitation", text: [text] });
