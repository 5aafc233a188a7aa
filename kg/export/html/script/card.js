// What is known of the selected entity or claim, and the article it stands in.

import { el, fill } from "./dom.js";
import { mentionsOf, proofsOf } from "./evidence.js";
import { claimGlyph, typeGlyph } from "./glyph.js";
import { HIDDEN } from "./model.js";
import { drawArticle, quoteOf } from "./reader.js";
import { claimsAmong, shortestPaths } from "./walk.js";

/** @typedef {import("./page.js").Page} Page */

const PATHS = 12;
const LISTED = 60; // claims of one entity listed at once

/** The entity as a button that selects it. @param {Page} page @param {number} node */
export function entityButton(page, node) {
  return el(
    "button",
    {
      type: "button",
      class: "entity",
      "data-key": `entity-${node}`,
      onclick: () => page.choose({ kind: "node", n: node }),
    },
    typeGlyph(page.model, page.model.type[node]),
    el("span", {}, page.words.entity(node)),
    el("span", { class: "unseen" }, `, ${page.words.type(page.model.type[node])}`),
  );
}

/** The claim as a button that selects it. @param {Page} page @param {number} edge @param {string} [where] */
export function claimButton(page, edge, where = "") {
  const chosen = page.state.selected?.kind === "edge" && page.state.selected.n === edge;
  const hedge = page.words.hedge(edge);
  return el(
    "button",
    {
      type: "button",
      class: page.model.polarity[edge] ? "claim denied" : "claim",
      "data-key": `claim-${where}-${edge}`,
      "data-claim": edge,
      "aria-pressed": String(chosen),
      onclick: () => page.choose({ kind: "edge", n: edge }),
    },
    claimGlyph(page.model, edge),
    el("span", {}, page.words.claim(edge)),
    hedge && el("span", { class: "chip" }, hedge),
    page.model.evidence[edge] > 1 &&
      el(
        "span",
        { class: "count", title: page.words.say("card.proofs", { n: page.model.evidence[edge] }) },
        `×${page.model.evidence[edge]}`,
      ),
  );
}

/**
 * Draws card and article for what is selected.
 * @param {Page} page
 * @param {HTMLElement} card
 * @param {HTMLElement} reader
 */
export function drawCard(page, card, reader) {
  const { selected } = page.state;
  card.dataset.empty = String(!selected);
  if (!selected) {
    const { scope } = page.state;
    if (page.state.view === "graph" && scope.kind === "path") drawPaths(page, card, scope.from, scope.to);
    else fill(card, el("p", { class: "quiet" }, page.words.say("card.none")));
    readArticle(page, reader, page.state.filters.document[0] ?? 0, [], -1);
  } else if (selected.kind === "edge") drawClaim(page, card, reader, selected.n);
  else drawEntity(page, card, reader, selected.n);
}

/** The paths between two entities in words. @param {Page} page @param {HTMLElement} card @param {number} from @param {number} to */
function drawPaths(page, card, from, to) {
  const { words, model } = page;
  const paths = shortestPaths(model, page.filtered.passes, from, to, PATHS);
  card.dataset.empty = "false";
  fill(
    card,
    el("h2", {}, words.say("path.title", { a: words.entity(from), b: words.entity(to) })),
    paths.length === 0 && el("p", { class: "quiet" }, words.say("path.none")),
    el(
      "ol",
      {},
      paths.map((path, i) =>
        el(
          "li",
          { class: "proof" },
          path.slice(1).flatMap((n, step) =>
            claimsAmong(model, page.filtered.passes, [path[step], n])
              .filter((e) => model.s[e] !== model.o[e])
              .map((e) => claimButton(page, e, `path${i}`)),
          ),
        ),
      ),
    ),
  );
}

/** @param {Page} page @param {HTMLElement} card @param {HTMLElement} reader @param {number} edge */
function drawClaim(page, card, reader, edge) {
  const { words, model } = page;
  const proofs = el("ol", { class: "proofs" });
  const rivals = page.rivals(edge);
  fill(
    card,
    el("h2", { class: "sentence", tabindex: -1 }, claimGlyph(model, edge), " ", words.claim(edge)),
    el(
      "p",
      { class: "status" },
      el(
        "span",
        { class: model.polarity[edge] ? "chip denied" : "chip" },
        words.say(model.polarity[edge] ? "polarity.negated" : "polarity.affirmed"),
      ),
      el("span", { class: "chip" }, words.say(`modality.${["asserted", "possible", "future"][model.modality[edge]]}`)),
      el("span", { class: "chip" }, words.say("card.proofs", { n: model.evidence[edge] })),
    ),
    el(
      "p",
      { class: "ends" },
      entityButton(page, model.s[edge]),
      el("span", { class: "verb" }, words.predicate(model.p[edge])),
      entityButton(page, model.o[edge]),
    ),
    rivals.length > 0 &&
      el(
        "section",
        { class: "rivals" },
        el("h3", {}, words.say("card.against")),
        el(
          "ul",
          {},
          rivals.map((e) => el("li", {}, claimButton(page, e, "rival"))),
        ),
      ),
    el("h3", {}, words.say("card.evidence")),
    proofs,
  );
  proofsOf(model, edge).then((found) => {
    if (page.state.selected?.kind !== "edge" || page.state.selected.n !== edge) return;
    fill(
      proofs,
      found.map((proof, i) =>
        el(
          "li",
          { class: "proof" },
          proof.quote !== undefined
            ? el("blockquote", { class: "quote", lang: "zh" }, proof.quote)
            : quoteOf(proof.document, proof.start, proof.end, proof.marks, page.state.clean, words),
          el(
            "p",
            { class: "source" },
            el(
              "button",
              { type: "button", class: "link", "data-key": `proof-${i}`, onclick: () => show(i, true) },
              words.say("card.read"),
            ),
            " ",
            [
              model.core.documents[proof.document].title,
              proof.section,
              words.say("card.at", { n: proof.start }),
              proof.rule,
            ]
              .filter(Boolean)
              .join(" · "),
          ),
        ),
      ),
    );
    const show = (/** @type {number} */ i, /** @type {boolean} */ asked) => {
      const { document: d, start } = found[i];
      readArticle(
        page,
        reader,
        d,
        found.filter((p) => p.document === d).flatMap((p) => p.marks),
        start,
      );
      if (asked) page.openReader();
    };
    if (found.length) show(0, false);
  });
}

/** @param {Page} page @param {HTMLElement} card @param {HTMLElement} reader @param {number} node */
function drawEntity(page, card, reader, node) {
  const { words, model } = page;
  const { names, kinds, label, hant, en } = model.core.nodes;
  const shown = [...model.claimsOf(node)].filter((e) => page.filtered.passes[e]);
  const others = [label[node], hant[node], en[node]].filter((n) => n && n !== words.entity(node));
  const act = (/** @type {string} */ key, /** @type {() => void} */ run) =>
    el("button", { type: "button", "data-key": key, onclick: run }, words.say(key));
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const e of shown) {
    const key = `${model.p[e]} ${model.s[e] === node ? 0 : 1}`;
    groups.set(key, [...(groups.get(key) || []), e]);
  }
  let room = LISTED;
  const lists = [...groups]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([key, claims]) => {
      const part = claims.slice(0, Math.max(0, room));
      room -= part.length;
      return (
        part.length > 0 &&
        el(
          "section",
          {},
          el("h3", {}, `${words.predicate(Number(key.split(" ")[0]))} `, el("span", { class: "count" }, claims.length)),
          el(
            "ul",
            {},
            part.map((e) => el("li", {}, claimButton(page, e, "card"))),
          ),
        )
      );
    });
  fill(
    card,
    el("h2", { tabindex: -1 }, typeGlyph(model, model.type[node], 18), " ", words.entity(node)),
    el(
      "p",
      { class: "status" },
      el("span", { class: "chip" }, words.type(model.type[node])),
      el("span", { class: "chip" }, words.say("card.mentions", { n: model.core.nodes.mentions[node] })),
      el("span", { class: "chip" }, words.say("card.claims", { n: shown.length })),
    ),
    (others.length > 0 || names[node].length > 0) &&
      el(
        "p",
        { class: "names" },
        words.say("card.names"),
        " ",
        others.map((n) => el("span", { class: "name" }, n)),
        names[node].map((n, i) =>
          el(
            "span",
            {
              class: kinds[node][i] === HIDDEN ? "name spun" : "name",
              title: kinds[node][i] === HIDDEN ? words.say("card.spun") : null,
            },
            n,
          ),
        ),
      ),
    el(
      "p",
      { class: "acts" },
      act("act.focus", () => page.go({ view: "graph", scope: { kind: "focus", nodes: [node], depth: 1 } })),
      act("act.path", () => page.startPath(node)),
      act("act.compare", () => page.startCompare(node)),
    ),
    lists,
    room <= 0 && shown.length > LISTED && el("p", { class: "quiet" }, words.say("more", { n: shown.length - LISTED })),
  );
  mentionsOf(model, node, page.state.filters.document).then(({ document, spans }) => {
    if (page.state.selected?.kind !== "node" || page.state.selected.n !== node || !spans.length) return;
    readArticle(
      page,
      reader,
      document,
      spans.map((span) => ({ ...span, role: "mention" })),
      spans[0].start,
    );
  });
}

/**
 * @param {Page} page @param {HTMLElement} reader @param {number} document @param {import("./text.js").Mark[]} marks
 * @param {number} now
 */
function readArticle(page, reader, document, marks, now) {
  const { words, model } = page;
  const article = model.core.documents[document];
  const head = /** @type {HTMLElement} */ (reader.querySelector(".reader-head"));
  const text = /** @type {HTMLElement} */ (reader.querySelector(".reader-text"));
  if (!article) return;
  const mode = (/** @type {boolean} */ clean) =>
    el(
      "button",
      {
        type: "button",
        "data-key": `reader-${clean}`,
        "aria-pressed": String(page.state.clean === clean),
        onclick: () => page.go({ clean }),
      },
      words.say(clean ? "reader.clean" : "reader.raw"),
    );
  fill(
    head,
    el(
      "div",
      {},
      el("h2", {}, article.title || article.id),
      article.by.length > 0 && el("p", { class: "source" }, article.by.join("、")),
    ),
    el("div", { class: "switch", role: "group", "aria-label": words.say("reader.mode") }, mode(false), mode(true)),
  );
  drawArticle(text, { document, marks, now, clean: page.state.clean, words });
}
