// The article beside the graph: as received, with spam struck out and repairs above what they mend, or clean.

import { el, fill } from "./dom.js";
import { articleText, length, pieces, slice } from "./text.js";

/**
 * @typedef {import("./text.js").ArticleText} ArticleText
 * @typedef {import("./text.js").Mark} Mark
 * @typedef {import("./text.js").Piece} Piece
 * @typedef {import("./words.js").Words} Words
 */

/**
 * Pieces as elements. Every raw character is there once, in order, in elements with data-start; what a repair gives
 * stands in attributes and ruby texts beside it.
 * @param {Piece[]} cut
 * @param {boolean} clean
 * @param {Words} words
 * @returns {HTMLElement[]}
 */
export function drawn(cut, clean, words) {
  return cut.map((piece) => {
    const classes = [...piece.roles.map((r) => `is-${r}`)];
    const data = { "data-start": piece.start, "data-end": piece.end };
    /** @type {any} */
    let made;
    if (piece.quarantined) {
      made = clean
        ? el("span", { ...data, class: "gone" })
        : el(
            "del",
            {
              ...data,
              class: `q-${piece.quarantined}`,
              title: words.say("reader.removed", { kind: words.kind(piece.quarantined) }),
            },
            piece.text,
          );
    } else if (piece.restored !== null) {
      made = clean
        ? el("span", { ...data, class: "mended", title: words.say("reader.was", { text: piece.text }) }, piece.restored)
        : el(
            "ruby",
            { ...data, class: "damaged", title: words.say("reader.read", { text: piece.restored || piece.text }) },
            piece.text,
            el("rt", {}, piece.restored),
          );
    } else made = el("span", data, piece.text);
    if (!classes.length) return made;
    return el("mark", { ...data, class: classes.join(" ") }, made);
  });
}

/**
 * A stretch of an article on its own, such as a quote.
 * @param {number} document @param {number} start @param {number} end @param {Mark[]} marks @param {boolean} clean
 * @param {Words} words
 */
export function quoteOf(document, start, end, marks, clean, words) {
  const quote = el("blockquote", { class: "quote", lang: "zh" });
  articleText(document).then((article) => fill(quote, ...drawn(pieces(article, start, end, marks), clean, words)));
  return quote;
}

/**
 * The whole article, with some spans marked and the first mark of `now` in sight.
 * @param {HTMLElement} holder
 * @param {{document: number, marks: Mark[], now: number, clean: boolean, words: Words}} what
 */
export async function drawArticle(holder, { document, marks, now, clean, words }) {
  const wanted = `${document} ${clean} ${words.language} ${now} ${marks.map((m) => `${m.start}-${m.end}${m.role}`).join()}`;
  if (holder.dataset.shown === wanted) return;
  holder.dataset.shown = wanted;
  const article = await articleText(document);
  if (holder.dataset.shown !== wanted) return; // another article was asked for meanwhile
  const headings = new Set(article.sections.filter((s) => s[2]).map((s) => s[0]));
  const lines = [];
  const end = length(article);
  if (!end) {
    fill(holder, el("p", { class: "quiet" }, words.say("reader.none")));
    return;
  }
  let at = 0;
  for (const line of slice(article, 0, end).split("\n")) {
    const size = [...line].length;
    const heading = headings.has(at);
    if (size) {
      lines.push(el(heading ? "h4" : "p", {}, ...drawn(pieces(article, at, at + size, marks), clean, words)));
    }
    at += size + 1;
  }
  fill(holder, ...lines);
  for (const mark of holder.querySelectorAll("mark")) {
    const start = Number(/** @type {HTMLElement} */ (mark).dataset.start);
    if (start < now) continue;
    const box = mark.getBoundingClientRect();
    const frame = holder.getBoundingClientRect();
    holder.scrollTop += box.top - frame.top - holder.clientHeight / 3;
    break;
  }
}
