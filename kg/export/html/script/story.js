// The story first: phases as lanes along time, what emerged in each, the strongest claims, how sound the text is.

import { claimButton, entityButton } from "./card.js";
import { el, fill } from "./dom.js";
import { Model } from "./model.js";

/** @typedef {import("./page.js").Page} Page */

const EMERGED = 10;
const STRONGEST = 4;

/**
 * How much a claim weighs: plainly stated before hedged, often said before once, about what the graph is about.
 * @param {Model} model @param {number} edge
 */
export function strength(model, edge) {
  const plain = model.polarity[edge] === 0 && model.modality[edge] === 0 ? 1 : 0.6;
  const said = 1 + Math.log2(model.evidence[edge]) + 0.5 * (model.core.edges.documents[edge].length - 1);
  return plain * said * Math.sqrt((1 + model.degree[model.s[edge]]) * (1 + model.degree[model.o[edge]]));
}

/**
 * What one phase's lane tells.
 * @param {Model} model @param {Uint8Array} passes @param {number} phase  its place in core.phases
 * @returns {{emerged: number[], strongest: number[], claims: number}}
 */
export function lane(model, passes, phase) {
  const node = model.core.phases[phase];
  const emerged = new Set();
  for (const e of model.claimsOf(node)) {
    if (passes[e] && model.o[e] === node && model.polarity[e] === 0 && model.core.member.includes(model.p[e])) emerged.add(model.s[e]);
  }
  const told = [];
  for (let e = 0; e < model.claims; e++) {
    if (passes[e] && model.core.edges.phases[e].includes(phase)) told.push(e);
  }
  const telling = (/** @type {number} */ e) => !model.core.member.includes(model.p[e]) && !model.core.order.includes(model.p[e]);
  let rich = told.filter(telling);
  if (!rich.length) {
    // No section of its own: what is said of that which belongs to this phase and to no other.
    const elsewhere = new Set(model.core.phases.filter((n) => n !== node).flatMap((n) => [...model.claimsOf(n)]
      .filter((e) => model.o[e] === n && model.core.member.includes(model.p[e])).map((e) => model.s[e])));
    rich = [...new Set([...emerged].filter((n) => !elsewhere.has(n)).flatMap((n) => [...model.claimsOf(n)]))]
      .filter((e) => passes[e] && telling(e));
  }
  return {
    emerged: [...emerged].sort((a, b) => model.degree[b] - model.degree[a] || a - b),
    strongest: varied(model, rich, STRONGEST),
    claims: told.length,
  };
}

/** The strongest claims, no subject more than twice. @param {Model} model @param {number[]} claims @param {number} most */
export function varied(model, claims, most) {
  /** @type {Map<number, number>} */
  const used = new Map();
  const kept = [];
  for (const e of [...claims].sort((a, b) => strength(model, b) - strength(model, a) || a - b)) {
    const times = used.get(model.s[e]) || 0;
    if (times >= 2) continue;
    used.set(model.s[e], times + 1);
    kept.push(e);
    if (kept.length === most) break;
  }
  return kept;
}

/** @param {Page} page @param {HTMLElement} holder */
export function drawStory(page, holder) {
  const { model, words } = page;
  const { passes } = page.filtered;
  const { phases, lanes } = model.core;
  const shown = [];
  for (let e = 0; e < model.claims; e++) if (passes[e] && !model.core.member.includes(model.p[e])) shown.push(e);
  const drawnLanes = phases.slice(0, lanes).map((node, i) => drawLane(page, node, i));
  const rest = phases.slice(lanes);
  const pressed = page.state.filters.phase;
  fill(holder,
    el("h2", {}, words.say("story.integrity")), drawIntegrity(page),
    lanes > 0 && el("h2", {}, words.say("story.phases")),
    lanes > 0 && el("ol", { class: "lanes" }, drawnLanes),
    rest.length > 0 && el("p", { class: "periods" }, words.say("story.periods"), " ", rest.map((node) => entityButton(page, node))),
    el("h2", {}, words.say(pressed.length ? "story.strongestHere" : "story.strongest")),
    el("ul", { class: "strongest" }, varied(model, shown, STRONGEST).map((e) => el("li", {}, claimButton(page, e, "top")))),
    el("h2", {}, words.say("story.who")),
    el("p", { class: "who" }, [...Array(model.size).keys()].sort((a, b) => model.degree[b] - model.degree[a] || a - b).slice(0, 14)
      .map((n) => entityButton(page, n))));
}

/** @param {Page} page @param {number} node @param {number} i */
function drawLane(page, node, i) {
  const { model, words, state } = page;
  const { emerged, strongest, claims } = lane(model, page.filtered.passes, i);
  const on = state.filters.phase.includes(i);
  return el("li", { class: on ? "lane on" : "lane" },
    el("h3", {}, el("button", { type: "button", class: "phase", "data-key": `phase-${i}`, "aria-pressed": String(on),
      title: words.say("story.only"), onclick: () => page.toggleFilter("phase", i) },
    el("span", { class: "step", "aria-hidden": "true" }, String(i + 1)), words.entity(node),
    el("span", { class: "count" }, words.say("card.claims", { n: claims })))),
    emerged.length > 0 && el("div", {}, el("h4", {}, words.say("story.emerged")),
      el("p", { class: "emerged" }, emerged.slice(0, EMERGED).map((n) => entityButton(page, n)),
        emerged.length > EMERGED && el("button", { type: "button", class: "link", onclick: () => page.choose({ kind: "node", n: node }) },
          words.say("more", { n: emerged.length - EMERGED })))),
    strongest.length > 0 && el("div", {}, el("h4", {}, words.say("story.said")),
      el("ul", {}, strongest.map((e) => el("li", {}, claimButton(page, e, `lane${i}`))))));
}

/** How much of the text was spam, repaired and so on, over all articles that are shown. @param {Page} page */
function drawIntegrity(page) {
  const { model, words, state } = page;
  const articles = model.core.documents.filter((_, i) => !state.filters.document.length || state.filters.document.includes(i));
  const whole = articles.reduce((sum, a) => sum + a.length, 0) || 1;
  /** @type {Map<string, number>} */
  const lost = new Map();
  for (const a of articles) for (const [kind, count] of Object.entries(a.quarantined)) lost.set(kind, (lost.get(kind) || 0) + count);
  const repaired = articles.reduce((sum, a) => sum + a.repaired, 0);
  const rows = [...lost].sort((a, b) => b[1] - a[1]).map(([kind, count]) => ({ kind: `q-${kind}`, name: words.say(`kind.${kind}`), count }));
  if (repaired) rows.push({ kind: "repaired", name: words.say("story.repaired", { n: articles.reduce((sum, a) => sum + a.repairs, 0) }), count: repaired });
  const sound = Math.max(0, whole - rows.reduce((sum, r) => sum + r.count, 0));
  rows.push({ kind: "sound", name: words.say("story.sound"), count: sound });
  const share = (/** @type {number} */ count) => `${(100 * count / whole).toFixed(1)} %`;
  const bar = el("div", { class: "bar", "aria-hidden": "true" });
  for (const row of rows) {
    const piece = el("span", { class: row.kind });
    piece.style.flexGrow = String(row.count);
    bar.append(piece);
  }
  return el("div", { class: "integrity" }, bar,
    el("ul", {}, rows.map((r) => el("li", {}, el("span", { class: `swatch ${r.kind}`, "aria-hidden": "true" }), `${r.name} `, el("b", {}, share(r.count))))),
    el("p", { class: "quiet" }, words.say("story.size", { articles: articles.length, characters: whole, entities: model.size, claims: model.claims })));
}
