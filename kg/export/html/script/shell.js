// The bar on top and the one above the centre.

import { el, fill } from "./dom.js";
import { copy, csv, download, pngOf, svgOf } from "./save.js";
import { wholeFits } from "./scene.js";
import { searchBox } from "./searchbox.js";
import { sparql } from "./sparql.js";
import { VIEWS } from "./state.js";
import { LANGUAGES } from "./words.js";

/** @typedef {import("./page.js").Page} Page */

/** @param {Page} page @param {HTMLElement} holder */
export function drawTop(page, holder) {
  const { words, state, model } = page;
  holder.replaceChildren(
    el("h1", {}, model.core.title),
    searchBox(page, {
      id: "search",
      label: words.say("search.label"),
      take: (node) => {
        if (page.state.view === "graph" && page.state.scope.kind !== "path") {
          page.go({ scope: { kind: "focus", nodes: [node], depth: 1 } });
        }
        page.choose({ kind: "node", n: node });
      },
    }),
    el(
      "nav",
      { "aria-label": words.say("nav.label") },
      VIEWS.map((view) =>
        el(
          "button",
          {
            type: "button",
            "data-view": view,
            "aria-current": state.view === view ? "page" : "false",
            onclick: () => page.go({ view }),
          },
          words.say(`view.${view}`),
        ),
      ),
    ),
    el(
      "div",
      { class: "tools" },
      el(
        "button",
        {
          type: "button",
          class: "narrow",
          onclick: () => page.showSheet(page.root.dataset.sheet === "facets" ? "" : "facets"),
        },
        words.say("facets.label"),
      ),
      exportMenu(page),
      el(
        "button",
        {
          type: "button",
          "aria-pressed": String(state.theme === "dark"),
          "aria-label": words.say("theme.label"),
          title: words.say("theme.label"),
          onclick: () => page.go({ theme: state.theme === "dark" ? "light" : "dark" }),
        },
        "◐",
      ),
      el(
        "select",
        {
          "aria-label": words.say("language.label"),
          onchange: (/** @type {any} */ event) => page.go({ language: event.target.value }),
        },
        LANGUAGES.map((language) =>
          el(
            "option",
            { value: language, selected: language === state.language, lang: language },
            page.strings[language].language,
          ),
        ),
      ),
      el(
        "button",
        {
          type: "button",
          "aria-label": words.say("help.label"),
          title: words.say("help.label"),
          onclick: () => openHelp(page),
        },
        "?",
      ),
    ),
  );
}

/** @param {Page} page */
function exportMenu(page) {
  const { words } = page;
  const name = (/** @type {string} */ ending) =>
    `${page.model.core.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40) || "graph"}.${ending}`;
  const picture = async (/** @type {"png" | "svg"} */ kind) => {
    if (page.state.view !== "graph" || !page.canvas) page.go({ view: "graph" });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const canvas = /** @type {import("./canvas.js").Canvas} */ (page.canvas);
    download(
      kind === "png"
        ? await pngOf(canvas)
        : new Blob([svgOf(canvas, page.model.core.title)], { type: "image/svg+xml" }),
      name(kind),
    );
  };
  const put = async (/** @type {string} */ text) => {
    if (await copy(text)) page.announce(words.say("export.copied"));
    else openText(page, text);
  };
  const item = (/** @type {string} */ key, /** @type {() => void} */ run) =>
    el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          "data-export": key,
          onclick: () => {
            menu.open = false;
            run();
          },
        },
        words.say(`export.${key}`),
      ),
    );
  /** @type {HTMLDetailsElement} */
  const menu = el(
    "details",
    {
      class: "menu",
      onfocusout: (/** @type {any} */ event) => {
        if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
      },
      onkeydown: (/** @type {any} */ event) => {
        if (event.key !== "Escape" || !menu.open) return;
        menu.open = false;
        menu.querySelector("summary")?.focus();
        event.stopPropagation();
      },
    },
    el("summary", {}, words.say("export.label")),
    el(
      "ul",
      {},
      item("png", () => picture("png")),
      item("svg", () => picture("svg")),
      // The mark at the front makes spreadsheets read it as UTF-8.
      item("csv", () =>
        download(
          new Blob(["\ufeff", csv(page.model, page.words, page.inSight().claims)], { type: "text/csv;charset=utf-8" }),
          name("csv"),
        ),
      ),
      item("sparql", () => {
        const { claims, whole } = page.inSight();
        put(sparql(page.model, page.state.filters, whole && !page.state.filters.phase.length ? null : claims));
      }),
      item("link", () => put(location.href)),
    ),
  );
  return menu;
}

/** A text to be copied by hand. @param {Page} page @param {string} text */
function openText(page, text) {
  openDialog(
    page,
    page.words.say("export.byHand"),
    el("textarea", { readonly: true, rows: 14, "aria-label": page.words.say("export.byHand") }, text),
  );
}

/** @param {Page} page */
export function openHelp(page) {
  const { words } = page;
  const keys = ["/", "1-5", "f", "p", "c", "r", "d", "+ - 0", "← ↑ → ↓", "Enter", "Esc", "?"];
  openDialog(
    page,
    words.say("help.label"),
    el("p", {}, words.say("help.about")),
    el(
      "dl",
      { class: "keys" },
      keys.flatMap((key, i) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, words.say(`help.${i}`))]),
    ),
  );
}

/** @param {Page} page @param {string} title @param {...any} content */
function openDialog(page, title, ...content) {
  const close = el("button", { type: "button", onclick: () => dialog.close() }, page.words.say("close"));
  /** @type {HTMLDialogElement} */
  const dialog = el(
    "dialog",
    { "aria-label": title, onclose: () => dialog.remove() },
    el("h2", {}, title),
    ...content,
    el("p", {}, close),
  );
  page.root.append(dialog);
  dialog.showModal();
}

/** Where one is, and what can be done there. @param {Page} page @param {HTMLElement} holder */
export function drawBar(page, holder) {
  const { words, state, model } = page;
  if (page.pathFrom >= 0) {
    const from = page.pathFrom;
    const leave = () => {
      page.pathFrom = -1;
      drawBar(page, holder);
    };
    fill(
      holder,
      el("span", {}, words.say("path.to", { a: words.entity(from) })),
      searchBox(page, {
        id: "path-to",
        label: words.say("path.label"),
        take: (to) => {
          page.pathFrom = -1;
          page.go({ view: "graph", scope: { kind: "path", from, to } });
        },
      }),
      el("button", { type: "button", onclick: leave }, words.say("cancel")),
    );
    return;
  }
  if (state.view !== "graph") {
    fill(holder);
    return;
  }
  const { scope } = state;
  const crumb = (
    /** @type {string} */ text,
    /** @type {import("./state.js").Scope} */ to,
    /** @type {boolean} */ here,
  ) =>
    here
      ? el("span", { "aria-current": "location" }, text)
      : el("button", { type: "button", class: "link", onclick: () => page.go({ scope: to }) }, text);
  const crumbs = [
    crumb(
      words.say(model.children[0].length && model.size > wholeFits(page.screen()) ? "scope.communities" : "scope.all"),
      { kind: "all" },
      scope.kind === "all",
    ),
  ];
  if (scope.kind === "group") {
    const way = [];
    for (let g = scope.group; g > 0; g = model.core.groups.parent[g]) way.unshift(g);
    for (const g of way) crumbs.push(crumb(page.groupName(g), { kind: "group", group: g }, g === scope.group));
  }
  if (scope.kind === "focus") crumbs.push(crumb(scope.nodes.map((n) => words.entity(n)).join("、"), scope, true));
  if (scope.kind === "path")
    crumbs.push(
      crumb(words.say("path.title", { a: words.entity(scope.from), b: words.entity(scope.to) }), scope, true),
    );
  const depth =
    scope.kind === "focus" &&
    el(
      "span",
      { class: "switch", role: "group", "aria-label": words.say("depth.label") },
      words.say("depth.label"),
      [1, 2, 3].map((d) =>
        el(
          "button",
          {
            type: "button",
            "data-key": `depth-${d}`,
            "aria-pressed": String(scope.depth === d),
            onclick: () => page.go({ scope: { ...scope, depth: d } }),
          },
          String(d),
        ),
      ),
    );
  const view = (/** @type {string} */ sign, /** @type {string} */ name, /** @type {() => void} */ run) =>
    el("button", { type: "button", "aria-label": words.say(name), title: words.say(name), onclick: run }, sign);
  fill(
    holder,
    el(
      "nav",
      { class: "way", "aria-label": words.say("scope.label") },
      crumbs.flatMap((c, i) => (i ? [el("span", { "aria-hidden": "true" }, " › "), c] : [c])),
    ),
    depth,
    el("span", { class: "drawn quiet" }),
    el(
      "span",
      { class: "zoom" },
      view("+", "zoom.in", () => page.canvas?.zoom(1.3)),
      view("−", "zoom.out", () => page.canvas?.zoom(1 / 1.3)),
      view("⤢", "zoom.fit", () => page.canvas?.fit()),
    ),
  );
  if (page.canvas) {
    const { scene } = page.canvas;
    fill(
      /** @type {Element} */ (holder.querySelector(".drawn")),
      words.say("graph.drawn", { nodes: scene.nodes.length, edges: scene.edges.length }),
    );
  }
}
