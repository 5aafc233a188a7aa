// The state of the page and its form as a link.

import { FACETS, noFilters } from "./filter.js";
import { MODALITIES, Model, POLARITIES } from "./model.js";
import { LANGUAGES } from "./words.js";

/**
 * @typedef {import("./scene.js").Scope} Scope
 * @typedef {import("./filter.js").Filters} Filters
 * @typedef {{kind: "node" | "edge", n: number}} Selected
 * @typedef {object} State
 * @property {typeof VIEWS[number]} view
 * @property {Scope} scope
 * @property {Selected | null} selected
 * @property {Filters} filters
 * @property {string} language
 * @property {"light" | "dark"} theme
 * @property {boolean} clean  the article as repaired, not as received
 * @property {[number, number]} pair  the two entities compared, -1 for none
 */

export const VIEWS = /** @type {const} */ (["story", "graph", "table", "compare", "disputed"]);

/** @returns {State} */
export function firstState() {
  return {
    view: "story",
    scope: { kind: "all" },
    selected: null,
    filters: noFilters(),
    language: "zh-Hant",
    theme: "light",
    clean: false,
    pair: [-1, -1],
  };
}

/**
 * The names of a facet's values as they stand in links.
 * @param {Model} model @param {typeof FACETS[number]} facet @returns {string[]}
 */
function facetNames(model, facet) {
  switch (facet) {
    case "type":
      return model.core.classes.map((c) => c.name);
    case "predicate":
      return model.core.predicates.map((p) => p.name);
    case "phase":
      return model.core.phases.map((n) => model.core.nodes.id[n]);
    case "polarity":
      return POLARITIES;
    case "modality":
      return MODALITIES;
    default:
      return model.core.documents.map((d) => d.id);
  }
}

/** @param {Model} model @param {State} state @returns {string} what stands behind the # */
export function toLink(model, state) {
  const link = new URLSearchParams();
  const id = (/** @type {number} */ n) => model.core.nodes.id[n];
  link.set("view", state.view);
  const { scope } = state;
  if (scope.kind === "group") link.set("group", String(scope.group));
  if (scope.kind === "focus") {
    link.set("depth", String(scope.depth));
    for (const n of scope.nodes) link.append("focus", id(n));
  }
  if (scope.kind === "path") {
    link.set("from", id(scope.from));
    link.set("to", id(scope.to));
  }
  if (state.selected?.kind === "node") link.set("entity", id(state.selected.n));
  if (state.selected?.kind === "edge") link.set("claim", model.claimId(state.selected.n));
  state.pair.forEach((n, i) => n >= 0 && link.set(i ? "b" : "a", id(n)));
  for (const facet of FACETS) {
    const names = facetNames(model, facet);
    for (const value of state.filters[facet]) link.append(facet, names[value]);
  }
  if (state.filters.least > 1) link.set("least", String(state.filters.least));
  if (state.clean) link.set("text", "clean");
  link.set("lang", state.language);
  if (state.theme === "dark") link.set("theme", "dark");
  return link.toString();
}

/**
 * The state that a link describes; what it names and this graph lacks is left out.
 * @param {Model} model @param {string} text @param {State} base  what the link says nothing about @returns {State}
 */
export function fromLink(model, text, base) {
  const link = new URLSearchParams(text.replace(/^#/, ""));
  const state = { ...firstState(), language: base.language, theme: base.theme };
  const view = /** @type {any} */ (link.get("view"));
  if (VIEWS.includes(view)) state.view = view;
  const node = (/** @type {string} */ name) => model.node(link.get(name) ?? "");
  const focus = link
    .getAll("focus")
    .map((name) => model.node(name))
    .filter((n) => n >= 0);
  const group = Number(link.get("group") ?? -1);
  if (focus.length)
    state.scope = { kind: "focus", nodes: focus, depth: Math.min(3, Math.max(1, Number(link.get("depth")) || 1)) };
  else if (node("from") >= 0 && node("to") >= 0) state.scope = { kind: "path", from: node("from"), to: node("to") };
  else if (group > 0 && group < model.children.length) state.scope = { kind: "group", group };
  const edge = model.claim(link.get("claim") ?? "");
  if (edge >= 0) state.selected = { kind: "edge", n: edge };
  else if (node("entity") >= 0) state.selected = { kind: "node", n: node("entity") };
  state.pair = [node("a"), node("b")];
  for (const facet of FACETS) {
    const names = facetNames(model, facet);
    state.filters[facet] = link
      .getAll(facet)
      .map((name) => names.indexOf(name))
      .filter((v) => v >= 0);
  }
  state.filters.least = Math.max(1, Number(link.get("least")) || 1);
  state.clean = link.get("text") === "clean";
  const language = link.get("lang") ?? "";
  if (LANGUAGES.includes(language)) state.language = language;
  const theme = link.get("theme");
  if (theme === "dark" || theme === "light") state.theme = theme;
  return state;
}
