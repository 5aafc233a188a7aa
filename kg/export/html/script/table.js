// Every shown claim as a row: the page without pictures.

import { el, fill } from "./dom.js";
import { claimGlyph } from "./glyph.js";
import { MODALITIES, Model, POLARITIES } from "./model.js";

/** @typedef {import("./page.js").Page} Page */

export const ROWS = 500; // rows of one page of the table
const COLUMNS = /** @type {const} */ (["subject", "predicate", "object", "polarity", "modality", "evidence"]);

/** @typedef {{by: number, down: boolean, page: number}} Order */
/** @type {Order} */
const order = { by: 5, down: true, page: 0 };

/** @param {Model} model @param {Uint8Array} passes */
export function shownClaims(model, passes) {
  const rows = [];
  for (let e = 0; e < model.claims; e++) if (passes[e]) rows.push(e);
  return rows;
}

/** Ranks of names, by language: every name is compared once, not with every row. @type {Map<string, Int32Array>} */
const ranks = new Map();

/**
 * Numbers that stand in the order of names.
 * @param {string} language @param {string} what @param {string[]} names
 */
function ranksOf(language, what, names) {
  let found = ranks.get(`${language} ${what}`);
  if (!found) {
    const { compare } = new Intl.Collator(language === "en" ? "en" : language);
    found = new Int32Array(names.length);
    [...names.keys()]
      .sort((a, b) => compare(names[a], names[b]) || a - b)
      .forEach((n, rank) => {
        /** @type {Int32Array} */ (found)[n] = rank;
      });
    ranks.set(`${language} ${what}`, found);
  }
  return found;
}

/** What rows are sorted by. @param {Page} page @param {number} column @returns {(claim: number) => number} */
function sortKey({ model, words, state }, column) {
  if (column === 1) {
    const ranked = ranksOf(
      state.language,
      "predicates",
      model.core.predicates.map((_, p) => words.predicate(p)),
    );
    return (e) => ranked[model.p[e]];
  }
  if (column === 0 || column === 2) {
    const ranked = ranksOf(
      state.language,
      "entities",
      Array.from({ length: model.size }, (_, n) => words.entity(n)),
    );
    const end = column ? model.o : model.s;
    return (e) => ranked[end[e]];
  }
  const values = column === 3 ? model.polarity : column === 4 ? model.modality : model.evidence;
  return (e) => values[e];
}

/** @param {Page} page @param {HTMLElement} holder */
export function drawTable(page, holder) {
  const { model, words } = page;
  const cell = (/** @type {number} */ e) => [
    words.entity(model.s[e]),
    words.predicate(model.p[e]),
    words.entity(model.o[e]),
    words.say(`polarity.${POLARITIES[model.polarity[e]]}`),
    words.say(`modality.${MODALITIES[model.modality[e]]}`),
    String(model.evidence[e]),
  ];
  const rows = shownClaims(model, page.filtered.passes);
  const key = sortKey(page, order.by);
  rows.sort((a, b) => (order.down ? key(b) - key(a) : key(a) - key(b)) || a - b);
  const pages = Math.max(1, Math.ceil(rows.length / ROWS));
  order.page = Math.min(order.page, pages - 1);
  const first = order.page * ROWS;
  const turn = (/** @type {number} */ by) => {
    order.page += by;
    drawTable(page, holder);
  };
  fill(
    holder,
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": words.say("view.table") },
      el(
        "table",
        { "aria-rowcount": rows.length + 1 },
        el("caption", {}, words.say("table.caption", { n: rows.length })),
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            COLUMNS.map((name, i) =>
              el(
                "th",
                { scope: "col", "aria-sort": i === order.by ? (order.down ? "descending" : "ascending") : "none" },
                el(
                  "button",
                  {
                    type: "button",
                    "data-key": `sort-${i}`,
                    onclick: () => {
                      order.down = i === order.by ? !order.down : i === 5;
                      order.by = i;
                      drawTable(page, holder);
                    },
                  },
                  words.say(`table.${name}`),
                  el("span", { "aria-hidden": "true" }, i === order.by ? (order.down ? " ▾" : " ▴") : ""),
                ),
              ),
            ),
          ),
        ),
        el(
          "tbody",
          {},
          rows.slice(first, first + ROWS).map((e, i) =>
            el(
              "tr",
              {
                "aria-rowindex": first + i + 2,
                "data-claim": e,
                class: page.state.selected?.kind === "edge" && page.state.selected.n === e ? "on" : null,
              },
              cell(e).map((text, c) =>
                el(
                  "td",
                  {},
                  c < 3
                    ? el(
                        "button",
                        {
                          type: "button",
                          class: "plain",
                          "data-key": `row-${e}-${c}`,
                          onclick: () =>
                            page.choose(
                              c === 1 ? { kind: "edge", n: e } : { kind: "node", n: c ? model.o[e] : model.s[e] },
                            ),
                        },
                        c === 1 && claimGlyph(model, e),
                        text,
                      )
                    : text,
                ),
              ),
            ),
          ),
        ),
      ),
    ),
    pages > 1 &&
      el(
        "p",
        { class: "pager" },
        el(
          "button",
          { type: "button", "data-key": "back", disabled: order.page === 0, onclick: () => turn(-1) },
          words.say("table.back"),
        ),
        ` ${order.page + 1} / ${pages} `,
        el(
          "button",
          { type: "button", "data-key": "next", disabled: order.page === pages - 1, onclick: () => turn(1) },
          words.say("table.next"),
        ),
      ),
  );
}
