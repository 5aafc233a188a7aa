// Names found by any of their writings: either script, English, alias, damaged spelling, pinyin, initials.

import { HIDDEN, Model } from "./model.js";

/**
 * Many short texts in one string, so that looking for a few letters in all of them is one native scan.
 * @typedef {{text: string, starts: Int32Array, entry: Int32Array, cased: string}} Haystack
 * @typedef {{names: Haystack, sounds: Haystack, initials: Haystack, owner: Int32Array, kind: Uint8Array,
 *   name: string[]}} Index
 * @typedef {{node: number, name: string, how: "name" | "hidden" | "sound" | "initials"}} Found
 */

/**
 * The form in which names and queries are compared: Simplified, lower case, without spaces.
 * @param {string} text
 * @param {Record<string, string>} variants
 */
export function plain(text, variants) {
  let out = "";
  for (const c of text.normalize("NFKC").toLowerCase()) if (c.trim()) out += variants[c] || c;
  return out;
}

/** @param {[number, string][]} lines  entry and text @returns {Haystack} */
function haystack(lines) {
  const starts = new Int32Array(lines.length + 1);
  const entry = new Int32Array(lines.length);
  /** @type {string[]} */
  const parts = [];
  let at = 1;
  lines.forEach(([owner, text], i) => {
    starts[i] = at;
    entry[i] = owner;
    parts.push(text);
    at += text.length + 1;
  });
  starts[lines.length] = at;
  const cased = `\n${parts.join("\n")}\n`;
  return { text: cased.toLowerCase(), cased, starts, entry };
}

/**
 * How a name sounds: syllables with a capital at the start of each, one text for each combination of readings.
 * @param {string} name
 * @param {Record<string, string>} readings
 * @returns {[string, string][]} pinyin and initials
 */
export function sounds(name, readings) {
  /** @type {[string, string][]} */
  let forms = [["", ""]];
  let chinese = false;
  for (const c of name) {
    const known = readings[c];
    if (!known) {
      forms = forms.map(([full, first]) => [full + c, first + c]);
      continue;
    }
    chinese = true;
    /** @type {[string, string][]} */
    const longer = [];
    for (const syllable of known.split(" ")) {
      const capital = syllable[0].toUpperCase();
      for (const [full, first] of forms) longer.push([full + capital + syllable.slice(1), first + capital]);
    }
    forms = longer.slice(0, 6);
  }
  return chinese ? forms : [];
}

/** @param {Model} model @returns {Index} */
export function indexNames(model) {
  const { readings, variants, nodes } = model.core;
  /** @type {string[]} */
  const name = [];
  /** @type {number[]} */
  const owner = [];
  /** @type {number[]} */
  const kind = [];
  /** @type {[number, string][]} */
  const names = [];
  /** @type {[number, string][]} */
  const heard = [];
  /** @type {[number, string][]} */
  const initials = [];
  for (let n = 0; n < model.size; n++) {
    const labels = [nodes.label[n], nodes.hant[n], nodes.en[n]].filter(Boolean);
    const all = [...labels, ...nodes.names[n]];
    const seen = new Set();
    all.forEach((text, i) => {
      const hidden = i >= labels.length && nodes.kinds[n][i - labels.length] === HIDDEN;
      const form = plain(text, variants);
      if (seen.has(form)) return;
      seen.add(form);
      const entry = name.length;
      name.push(text);
      owner.push(n);
      kind.push(hidden ? 2 : i < labels.length ? 0 : 1);
      names.push([entry, form]);
      if (hidden) return;
      for (const [full, first] of sounds(form, readings)) {
        heard.push([entry, full]);
        if (first.length > 1) initials.push([entry, first]);
      }
    });
  }
  return {
    names: haystack(names),
    sounds: haystack(heard),
    initials: haystack(initials),
    owner: Int32Array.from(owner),
    kind: Uint8Array.from(kind),
    name,
  };
}

const SCANNED = 4000; // hits looked at in one haystack: one letter is in every name, and no list shows them all

/**
 * The best matches of a query, best first.
 * @param {Model} model
 * @param {Index} index
 * @param {string} query
 * @param {number} [most]
 * @returns {Found[]}
 */
export function search(model, index, query, most = 12) {
  const wanted = plain(query, model.core.variants);
  if (!wanted) return [];
  /** @type {Map<number, {score: number, entry: number, how: Found["how"]}>} */
  const best = new Map();
  /**
   * @param {Haystack} hay
   * @param {string} needle
   * @param {number} penalty
   * @param {Found["how"]} how
   */
  const scan = (hay, needle, penalty, how) => {
    for (const [text, first] of /** @type {[string, number][]} */ ([
      [`\n${needle}`, 1],
      [needle, 0],
    ])) {
      let hits = 0;
      for (let at = hay.text.indexOf(text); at >= 0 && hits < SCANNED; at = hay.text.indexOf(text, at + 1)) {
        hits++;
        const from = at + first;
        if (!first && how !== "name" && hay.cased[from] === hay.text[from]) continue; // inside a syllable
        const line = lineAt(hay.starts, from);
        const entry = hay.entry[line];
        const whole = from === hay.starts[line] && hay.starts[line + 1] - 1 - from === needle.length;
        const score = (whole ? 0 : from === hay.starts[line] ? 2 : 4) + penalty + index.kind[entry] * 0.3;
        const node = index.owner[entry];
        const known = best.get(node);
        if (!known || score < known.score) {
          best.set(node, { score, entry, how: how === "name" && index.kind[entry] === 2 ? "hidden" : how });
        }
      }
    }
  };
  scan(index.names, wanted, 0, "name");
  if (/^[\x20-\x7e]+$/.test(wanted)) {
    scan(index.sounds, wanted, 0.7, "sound");
    if (wanted.length > 1) scan(index.initials, wanted, 0.9, "initials");
  }
  return [...best.entries()]
    .sort(([a, x], [b, y]) => x.score - y.score || model.degree[b] - model.degree[a] || a - b)
    .slice(0, most)
    .map(([node, { entry, how }]) => ({ node, name: index.name[entry], how }));
}

/** The line that holds a position. @param {Int32Array} starts @param {number} at */
function lineAt(starts, at) {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= at) low = middle;
    else high = middle;
  }
  return low;
}
