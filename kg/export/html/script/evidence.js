// Where the quotes of claims and the mentions of entities stand.

import { Model } from "./model.js";
import { part } from "./parts.js";
import { articleText } from "./text.js";

/**
 * @typedef {{document: number, start: number, end: number, section: string, rule: string,
 *   quote: string | undefined, marks: import("./text.js").Mark[]}} Proof
 */

/** @type {{offsets: Int32Array, columns: Record<string, Int32Array>, sections: string[], rules: string[],
 *   quotes: Record<number, string>} | undefined} */
let table;

/**
 * All evidence of a claim.
 * @param {Model} model
 * @param {number} edge
 * @returns {Promise<Proof[]>}
 */
export async function proofsOf(model, edge) {
  if (!table) {
    const { columns, sections, rules, quotes } = await part("evidence");
    const offsets = new Int32Array(model.claims + 1);
    for (let e = 0; e < model.claims; e++) offsets[e + 1] = offsets[e] + model.evidence[e];
    const plain = Object.fromEntries(
      Object.entries(columns).map(([k, v]) => [k, Int32Array.from(/** @type {any} */ (v))]),
    );
    table = { offsets, columns: plain, sections, rules, quotes };
  }
  const { offsets, columns: c, sections, rules, quotes } = table;
  const found = [];
  for (let i = offsets[edge]; i < offsets[edge + 1]; i++) {
    const start = c.start[i];
    const end = start + c.length[i];
    const marks = [{ start, end, role: "claim" }];
    for (const role of ["subject", "object"]) {
      const from = start + c[role][i];
      const size = c[`${role}_length`][i];
      if (size) marks.push({ start: from, end: from + size, role });
    }
    found.push({
      document: model.core.edges.documents[edge][c.document[i]],
      start,
      end,
      section: sections[c.section[i]],
      rule: rules[c.rule[i]],
      quote: quotes[i],
      marks,
    });
  }
  return found;
}

/**
 * All mentions of an entity in the first article that mentions it.
 * @param {Model} model
 * @param {number} node
 * @param {number[]} wanted  articles to look in first
 * @returns {Promise<{document: number, spans: {start: number, end: number}[]}>} no spans where nothing mentions it
 */
export async function mentionsOf(model, node, wanted) {
  const claimed = [...model.claimsOf(node)].flatMap((e) => model.core.edges.documents[e]).sort((a, b) => a - b);
  const order = new Set([...wanted.filter((d) => claimed.includes(d)), ...claimed, ...model.core.documents.keys()]);
  for (const document of order) {
    const { step, length, node: owner } = (await articleText(document)).mentions;
    const spans = [];
    let start = 0;
    for (let i = 0; i < step.length; i++) {
      start += step[i];
      if (owner[i] === node) spans.push({ start, end: start + length[i] });
    }
    if (spans.length) return { document, spans };
  }
  return { document: 0, spans: [] };
}
