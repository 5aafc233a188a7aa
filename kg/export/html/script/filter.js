// Which claims are shown, and how many each choice would leave.

import { MODALITIES, Model, POLARITIES } from "./model.js";

/**
 * Chosen values of each facet; none chosen means all.
 * @typedef {object} Filters
 * @property {number[]} type  of the subject or the object
 * @property {number[]} predicate
 * @property {number[]} phase  places in core.phases
 * @property {number[]} polarity
 * @property {number[]} modality
 * @property {number[]} document
 * @property {number} least  pieces of evidence
 */

export const FACETS = /** @type {const} */ (["type", "predicate", "phase", "polarity", "modality", "document"]);

/** @returns {Filters} */
export function noFilters() {
  return { type: [], predicate: [], phase: [], polarity: [], modality: [], document: [], least: 1 };
}

/** @param {Filters} filters @returns {boolean} whether anything is filtered at all */
export function filtering(filters) {
  return filters.least > 1 || FACETS.some((facet) => filters[facet].length > 0);
}

/**
 * The values that a claim has in one facet.
 * @param {Model} model
 * @param {typeof FACETS[number]} facet
 * @param {number} edge
 * @returns {readonly number[]}
 */
export function valuesOf(model, facet, edge) {
  switch (facet) {
    case "type": {
      const a = model.type[model.s[edge]];
      const b = model.type[model.o[edge]];
      return a === b ? [a] : [a, b];
    }
    case "predicate":
      return [model.p[edge]];
    case "phase":
      return model.core.edges.phases[edge];
    case "polarity":
      return [model.polarity[edge]];
    case "modality":
      return [model.modality[edge]];
    default:
      return model.core.edges.documents[edge];
  }
}

/** @param {Model} model @returns {Record<typeof FACETS[number], number>} how many values each facet has */
export function facetSizes(model) {
  const { classes, predicates, phases, documents } = model.core;
  return {
    type: classes.length,
    predicate: predicates.length,
    phase: phases.length,
    polarity: POLARITIES.length,
    modality: MODALITIES.length,
    document: documents.length,
  };
}

/**
 * Which claims pass, and for each facet and value how many claims choosing that value alone in its facet would leave.
 * @param {Model} model
 * @param {Filters} filters
 * @returns {{passes: Uint8Array, left: number, counts: Record<typeof FACETS[number], Int32Array>}}
 */
export function applyFilters(model, filters) {
  const sizes = facetSizes(model);
  const chosen = FACETS.map((facet) => {
    if (!filters[facet].length) return null;
    const wanted = new Uint8Array(sizes[facet]);
    for (const value of filters[facet]) wanted[value] = 1;
    return wanted;
  });
  const counts = /** @type {any} */ (Object.fromEntries(FACETS.map((f) => [f, new Int32Array(sizes[f])])));
  const passes = new Uint8Array(model.claims);
  let left = 0;
  for (let e = 0; e < model.claims; e++) {
    if (model.evidence[e] < filters.least) continue;
    let failed = -1; // the one facet it fails, -1 for none, -2 for more than one
    const values = FACETS.map((facet) => valuesOf(model, facet, e));
    for (let f = 0; f < FACETS.length && failed !== -2; f++) {
      const wanted = chosen[f];
      if (wanted && !values[f].some((v) => wanted[v])) failed = failed === -1 ? f : -2;
    }
    if (failed === -2) continue;
    if (failed === -1) {
      passes[e] = 1;
      left++;
    }
    for (let f = 0; f < FACETS.length; f++) {
      if (failed === -1 || failed === f) for (const v of values[f]) counts[FACETS[f]][v]++;
    }
  }
  return { passes, left, counts };
}
