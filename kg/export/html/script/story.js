// The story first: phases as lanes along time, what emerged in each, the strongest claims, how sound the text is.

import { claimButton, entityButton } from "./card.js";
import { el, fill } from "./dom.js";
import { Model } from "./model.js";

/** @typedef {import("./page.js").Page} Page */

const EMERGED = 10;
const STRONGEST = 4;
const LANES = 12;
const PERIODS = 24;

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
 * @typedef {{phase: number, emerged: number[], strongest: number[], claims: number}} Lane  phase: its place in core.phases
 */

/**
 * What the lanes of the story tell: of the phases that are joined in time, those with the most claims, in their order.
 * @param {Model} model @param {Uint8Array} passes
 * @returns {Lane[]}
 */
export function tellLanes(model, passes) {
  const { phases, lanes, member, order, edges } = model.core;
  /** @type {number[][]} */
  const told = phases.map(() => []);
  for (let e = 0; e < model.claims; e++) if (passes[e]) for (const phase of edges.phases[e]) told[phase].push(e);
  const kept = [...told.keys()]
    .slice(0, lanes)
    .sort((a, b) => told[b].length - told[a].length || a - b)
    .slice(0, LANES)
    .sort((a, b) => a - b);
  const emergedIn = (/** @type {number} */ phase) =>
    new Set(
      [...model.claimsOf(phases[phase])]
        .filter(
          (e) => passes[e] && model.o[e] === phases[phase] && model.polarity[e] === 0 && member.includes(model.p[e]),
        )
        .map((e) => model.s[e]),
    );
  const emerged = kept.map(emergedIn);
  return kept.map((phase, i) => {
    const telling = (/** @type {number} */ e) =>
      passes[e] && !member.includes(model.p[e]) && !order.includes(model.p[e]);
    let rich = told[phase].filter(telling);
    if (!rich.length) {
      // No section of its own: what is said of that which belongs to this phase and to no other.
      const own = [...emerged[i]].filter((n) => !emerged.some((others, j) => j !== i && others.has(n)));
      rich = [...new Set(own.flatMap((n) => [...model.claimsOf(n)]))].filter(telling);
    }
    return {
      phase,
      claims: told[phase].length,
      strongest: varied(model, rich, STRONGEST),
      emerged: [...emerged[i]].sort((a, b) => model.degree[b] - model.degree[a] || a - b),
    };
  });
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
  const drawnLanes = tellLanes(model, passes).map((lane, i) => drawLane(page, lane, i));
  const rest = phases.slice(lanes, lanes + PERIODS);
  const pressed = page.state.filters.phase;
  fill(
    holder,
    el("h2", {}, words.say("story.integrity")),
    drawIntegrity(page),
    lanes > 0 && el("h2", {}, words.say("story.phases")),
    lanes > 0 && el("ol", { class: "lanes" }, drawnLanes),
    rest.length > 0 &&
      el(
        "p",
        { class: "periods" },
        words.say("story.periods"),
        " ",
        rest.map((node) => entityButton(page, node)),
      ),
    el("h2", {}, words.say(pressed.length ? "story.strongestHere" : "story.strongest")),
    el(
      "ul",
      { class: "strongest" },
      varied(model, shown, STRONGEST).map((e) => el("li", {}, claimButton(page, e, "top"))),
    ),
    el("h2", {}, words.say("story.who")),
    el(
      "p",
      { class: "who" },
      [...Array(model.size).keys()]
        .sort((a, b) => model.degree[b] - model.degree[a] || a - b)
        .slice(0, 14)
        .map((n) => entityButton(page, n)),
    ),
  );
}

/** @param {Page} page @param {Lane} lane @param {number} i */
function drawLane(page, { phase, emerged, strongest, claims }, i) {
  const { model, words, state } = page;
  const node = model.core.phases[phase];
  const on = state.filters.phase.includes(phase);
  return el(
    "li",
    { class: on ? "lane on" : "lane" },
    el(
      "h3",
      {},
      el(
        "button",
        {
          type: "button",
          class: "phase",
          "data-key": `phase-${phase}`,
          "aria-pressed": String(on),
          title: words.say("story.only"),
          onclick: () => page.toggleFilter("phase", phase),
        },
        el("span", { class: "step", "aria-hidden": "true" }, String(i + 1)),
        words.entity(node),
        el("span", { class: "count" }, words.say("card.claims", { n: claims })),
      ),
    ),
    emerged.length > 0 &&
      el(
        "div",
        {},
        el("h4", {}, words.say("story.emerged")),
        el(
          "p",
          { class: "emerged" },
          emerged.slice(0, EMERGED).map((n) => entityButton(page, n)),
          emerged.length > EMERGED &&
            el(
              "button",
              { type: "button", class: "link", onclick: () => page.choose({ kind: "node", n: node }) },
              words.say("more", { n: emerged.length - EMERGED }),
            ),
        ),
      ),
    strongest.length > 0 &&
      el(
        "div",
        {},
        el("h4", {}, words.say("story.said")),
        el(
          "ul",
          {},
          strongest.map((e) => el("li", {}, claimButton(page, e, `lane${phase}`))),
        ),
      ),
  );
}

/** How much of the text was spam, repaired and so on, over all articles that are shown. @param {Page} page */
function drawIntegrity(page) {
  const { model, words, state } = page;
  const articles = model.core.documents.filter(
    (_, i) => !state.filters.document.length || state.filters.document.includes(i),
  );
  const whole = articles.reduce((sum, a) => sum + a.length, 0) || 1;
  /** @type {Map<string, number>} */
  const lost = new Map();
  for (const a of articles)
    for (const [kind, count] of Object.entries(a.quarantined)) lost.set(kind, (lost.get(kind) || 0) + count);
  const repaired = articles.reduce((sum, a) => sum + a.repaired, 0);
  const rows = [...lost]
    .sort((a, b) => b[1] - a[1])
    .map(([kind, count]) => ({ kind: `q-${kind}`, name: words.kind(kind), count }));
  if (repaired)
    rows.push({
      kind: "repaired",
      name: words.say("story.repaired", { n: articles.reduce((sum, a) => sum + a.repairs, 0) }),
      count: repaired,
    });
  const sound = Math.max(0, whole - rows.reduce((sum, r) => sum + r.count, 0));
  rows.push({ kind: "sound", name: words.say("story.sound"), count: sound });
  const share = (/** @type {number} */ count) => `${((100 * count) / whole).toFixed(1)} %`;
  const bar = el("div", { class: "bar", "aria-hidden": "true" });
  for (const row of rows) {
    const piece = el("span", { class: row.kind });
    piece.style.flexGrow = String(row.count);
    bar.append(piece);
  }
  return el(
    "div",
    { class: "integrity" },
    bar,
    el(
      "ul",
      {},
      rows.map((r) =>
        el(
          "li",
          {},
          el("span", { class: `swatch ${r.kind}`, "aria-hidden": "true" }),
          `${r.name} `,
          el("b", {}, share(r.count)),
        ),
      ),
    ),
    el(
      "p",
      { class: "quiet" },
      words.say("story.size", {
        articles: articles.length,
        characters: whole,
        entities: model.size,
        claims: model.claims,
      }),
    ),
  );
}
