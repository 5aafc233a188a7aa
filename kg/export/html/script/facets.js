// The legend, which is the filter too: every value tells how many claims it leaves.

import { el, fill } from "./dom.js";
import { FACETS, filtering, noFilters } from "./filter.js";
import { lineGlyph, typeGlyph } from "./glyph.js";
import { MODALITIES, POLARITIES } from "./model.js";

/** @typedef {import("./page.js").Page} Page */

const SHOWN = /** @type {const} */ (["polarity", "modality", "type", "phase", "predicate", "document"]); // short ones first
const ARTICLES = 100; // articles listed at once

/** @param {Page} page @param {HTMLElement} holder */
export function drawFacets(page, holder) {
  const { model, words, state, filtered } = page;
  const { filters } = state;
  /** @type {Record<typeof FACETS[number], (v: number) => any[]>} */
  const faces = {
    type: (v) => [typeGlyph(model, v), words.type(v)],
    predicate: (v) => [words.predicate(v)],
    phase: (v) => [words.entity(model.core.phases[v])],
    polarity: (v) => [lineGlyph([], v ? "✕" : "", v === 1), words.say(`polarity.${POLARITIES[v]}`)],
    modality: (v) => [
      lineGlyph(v === 1 ? [9, 6] : v === 2 ? [2, 5] : [], ["", "?", "»"][v], false),
      words.say(`modality.${MODALITIES[v]}`),
    ],
    document: (v) => [model.core.documents[v].title || model.core.documents[v].id],
  };
  const groups = SHOWN.map((facet) => {
    const counts = filtered.counts[facet];
    const values = [...counts.keys()].filter((v) => counts[v] > 0 || filters[facet].includes(v));
    if (values.length < (facet === "document" ? 2 : 1)) return null;
    if (facet === "predicate" || facet === "document") values.sort((a, b) => counts[b] - counts[a] || a - b);
    const shown = values.slice(0, ARTICLES);
    const open = page.openFacets.has(facet) || filters[facet].length > 0;
    const box = el(
      "details",
      {
        class: "facet",
        open,
        ontoggle: (/** @type {any} */ event) => {
          if (event.target.open) page.openFacets.add(facet);
          else page.openFacets.delete(facet);
        },
      },
      el(
        "summary",
        { "data-key": `facet-${facet}` },
        words.say(`facet.${facet}`),
        filters[facet].length > 0 && el("span", { class: "chip" }, filters[facet].length),
      ),
      el(
        "ul",
        {},
        shown.map((v) =>
          el(
            "li",
            {},
            el(
              "button",
              {
                type: "button",
                class: "value",
                "data-key": `${facet}-${v}`,
                "aria-pressed": String(filters[facet].includes(v)),
                onclick: () => page.toggleFilter(facet, v),
              },
              ...faces[facet](v),
              el("span", { class: "count" }, counts[v]),
            ),
          ),
        ),
      ),
      values.length > shown.length &&
        el("p", { class: "quiet" }, words.say("more", { n: values.length - shown.length })),
    );
    return box;
  });
  const most = page.mostEvidence;
  fill(
    holder,
    el("p", { class: "left", role: "status" }, words.say("filter.left", { n: filtered.left, all: model.claims })),
    el(
      "button",
      {
        type: "button",
        class: "link",
        "data-key": "clear",
        disabled: !filtering(filters),
        onclick: () => page.go({ filters: noFilters() }),
      },
      words.say("filter.clear"),
    ),
    most > 1 &&
      el(
        "label",
        { class: "least" },
        words.say("filter.least", { n: filters.least }),
        el("input", {
          type: "range",
          min: 1,
          max: Math.min(10, most),
          value: filters.least,
          "data-key": "least",
          onchange: (/** @type {any} */ event) =>
            page.go({ filters: { ...filters, least: Number(event.target.value) } }),
        }),
      ),
    groups,
  );
}
