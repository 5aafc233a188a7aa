// The search field: a combobox after the ARIA authoring practices, list below, Enter takes the best match.

import { el, fill } from "./dom.js";
import { typeGlyph } from "./glyph.js";
import { indexNames, search } from "./search.js";

/** @typedef {import("./page.js").Page} Page */

/** @type {import("./search.js").Index | undefined} */
let index;

/** Makes the index of names while nothing else is to do, so that the first letter typed need not wait. @param {Page} page */
export function prepareSearch(page) {
  const prepare = () => {
    index ||= indexNames(page.model);
  };
  if ("requestIdleCallback" in window) requestIdleCallback(prepare, { timeout: 3000 });
  else setTimeout(prepare, 500);
}

/**
 * The matches of a query.
 * @param {Page} page @param {string} query
 */
export function lookUp(page, query) {
  index ||= indexNames(page.model);
  return search(page.model, index, query);
}

/**
 * A search field. What it finds goes to `take`.
 * @param {Page} page
 * @param {{id: string, label: string, take: (node: number) => void}} what
 * @returns {HTMLElement}
 */
export function searchBox(page, { id, label, take }) {
  const list = el("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, class: "found", hidden: true });
  /** @type {HTMLInputElement} */
  const input = el("input", {
    id,
    type: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: label,
    "aria-label": label,
    "aria-expanded": "false",
    "aria-controls": `${id}-list`,
    "aria-autocomplete": "list",
  });
  /** @type {import("./search.js").Found[]} */
  let found = [];
  let at = -1;
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const mark = (/** @type {number} */ i) => {
    at = i;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === i)));
    const option = list.children[i];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  };
  const choose = (/** @type {number} */ i) => {
    const hit = found[i];
    if (!hit) return;
    close();
    input.value = "";
    take(hit.node);
  };
  const look = () => {
    found = lookUp(page, input.value);
    const { words, model } = page;
    fill(
      list,
      found.map((hit, i) =>
        el(
          "li",
          {
            id: `${id}-${i}`,
            role: "option",
            "aria-selected": "false",
            onmousedown: (/** @type {any} */ event) => {
              event.preventDefault();
              choose(i);
            },
          },
          typeGlyph(model, model.type[hit.node]),
          el("span", {}, words.entity(hit.node)),
          hit.name !== words.entity(hit.node) &&
            el("span", { class: hit.how === "hidden" ? "via spun" : "via" }, hit.name),
          el("span", { class: "count" }, words.type(model.type[hit.node])),
        ),
      ),
      !found.length &&
        input.value.trim() &&
        el("li", { role: "option", "aria-disabled": "true", class: "quiet" }, words.say("search.none")),
    );
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    at = -1;
    input.removeAttribute("aria-activedescendant");
    if (input.value.trim()) page.announce(words.say("search.found", { n: found.length }));
  };
  input.addEventListener("input", look);
  input.addEventListener("focus", () => {
    index ||= indexNames(page.model);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(Math.min(found.length - 1, at + 1));
    else if (event.key === "ArrowUp") mark(Math.max(0, at - 1));
    else if (event.key === "Enter") choose(Math.max(0, at));
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return el("div", { class: "searchbox" }, input, list);
}
