// Two entities side by side, and claims that stand against each other.

import { claimButton, entityButton } from "./card.js";
import { el, fill } from "./dom.js";
import { searchBox } from "./searchbox.js";
import { compareTwo } from "./walk.js";

/** @typedef {import("./page.js").Page} Page */

/** @param {Page} page @param {HTMLElement} holder */
export function drawCompare(page, holder) {
  const { model, words, state } = page;
  const [a, b] = state.pair;
  const side = (/** @type {0 | 1} */ place) =>
    el(
      "div",
      { class: "pick" },
      state.pair[place] >= 0 && entityButton(page, state.pair[place]),
      searchBox(page, {
        id: place ? "compare-b" : "compare-a",
        label: words.say(place ? "compare.b" : "compare.a"),
        take: (node) => page.go({ pair: place ? [a, node] : [node, b] }),
      }),
    );
  const list = (/** @type {string} */ title, /** @type {number[][]} */ rows, /** @type {string} */ kind) =>
    el(
      "section",
      { class: `versus ${kind}` },
      el("h3", {}, title, " ", el("span", { class: "count" }, rows.length)),
      rows.length
        ? el(
            "ul",
            {},
            rows.map((claims) =>
              el(
                "li",
                {},
                claims.map((e) => claimButton(page, e, kind)),
              ),
            ),
          )
        : el("p", { class: "quiet" }, words.say("compare.nothing")),
    );
  const head = el("div", { class: "sides" }, side(0), side(1));
  if (a < 0 || b < 0) {
    fill(
      holder,
      el("h2", {}, words.say("view.compare")),
      head,
      el("p", { class: "quiet" }, words.say("compare.choose")),
    );
    return;
  }
  const { shared, disputed, onlyA, onlyB, between } = compareTwo(model, page.filtered.passes, a, b);
  const quarrels = [
    ...disputed,
    ...model.core.disputes
      .filter(([x, y]) => {
        const ends = [model.s[x], model.o[x], model.s[y], model.o[y]];
        return page.filtered.passes[x] && page.filtered.passes[y] && (ends.includes(a) || ends.includes(b));
      })
      .map(([x, y]) => [x, y]),
  ];
  const single = (/** @type {number[]} */ claims) => claims.map((e) => [e]);
  fill(
    holder,
    el("h2", {}, words.say("compare.title", { a: words.entity(a), b: words.entity(b) })),
    head,
    list(words.say("compare.between"), single(between), "between"),
    list(words.say("compare.disputed"), quarrels, "disputed"),
    list(words.say("compare.shared"), shared, "shared"),
    el(
      "div",
      { class: "sides" },
      list(words.say("compare.only", { a: words.entity(a) }), single(onlyA), "only-a"),
      list(words.say("compare.only", { a: words.entity(b) }), single(onlyB), "only-b"),
    ),
  );
}

/** @param {Page} page @param {HTMLElement} holder */
export function drawDisputed(page, holder) {
  const { model, words } = page;
  const shown = model.core.disputes.filter(([a, b]) => page.filtered.passes[a] && page.filtered.passes[b]);
  const negated = [];
  const hedged = [];
  for (let e = 0; e < model.claims; e++) {
    if (!page.filtered.passes[e]) continue;
    if (model.polarity[e]) negated.push(e);
    else if (model.modality[e]) hedged.push(e);
  }
  const list = (/** @type {string} */ key, /** @type {number[]} */ claims) =>
    claims.length > 0 &&
    el(
      "section",
      {},
      el("h2", {}, words.say(key), " ", el("span", { class: "count" }, claims.length)),
      el(
        "ul",
        {},
        claims.slice(0, 200).map((e) => el("li", {}, claimButton(page, e, key))),
      ),
      claims.length > 200 && el("p", { class: "quiet" }, words.say("more", { n: claims.length - 200 })),
    );
  fill(
    holder,
    el("h2", {}, words.say("disputed.title"), " ", el("span", { class: "count" }, shown.length)),
    shown.length
      ? el(
          "ul",
          { class: "pairs" },
          shown
            .slice(0, 200)
            .map(([a, b, kind]) =>
              el(
                "li",
                { class: "pair" },
                el("p", { class: "chip" }, words.say(`dispute.${kind}`)),
                claimButton(page, a, "against"),
                claimButton(page, b, "against"),
              ),
            ),
        )
      : el("p", { class: "quiet" }, words.say("disputed.none")),
    list("disputed.denied", negated),
    list("disputed.hedged", hedged),
  );
}
