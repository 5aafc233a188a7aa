// An article cut into pieces, each with what is known of it: quarantined, repaired, marked. Offsets are code points.

import { part } from "./parts.js";

/**
 * @typedef {object} ArticleText
 * @property {string} text
 * @property {[number, number, string, string][]} quarantined  start, end, kind, rule
 * @property {[number, number, string, string][]} restorations  start, end, what was restored, rule
 * @property {[number, number, string][]} sections  start, end, title
 * @property {{step: number[], length: number[], node: number[]}} mentions  starts as steps from one to the next
 * @property {number[]} [units]  where each code point starts, in UTF-16 units; only for texts that need it
 *
 * @typedef {{start: number, end: number, role: string}} Mark  role: claim, subject, object, mention
 * @typedef {object} Piece
 * @property {number} start
 * @property {number} end
 * @property {string} text  the raw characters
 * @property {string} quarantined  the kind, or ""
 * @property {string | null} restored  the whole restored text on the last piece of a repair, "" on those before it
 * @property {string} rule
 * @property {string[]} roles
 */

/**
 * The text of one article.
 * @param {number} document
 * @returns {Promise<ArticleText>}
 */
export async function articleText(document) {
  let before = 0;
  for (let i = 0; ; i++) {
    const articles = await part(`texts-${i}`);
    if (document < before + articles.length) return articles[document - before];
    before += articles.length;
  }
}

/**
 * The raw characters of a range of code points.
 * @param {ArticleText} article
 * @param {number} start
 * @param {number} end
 */
export function slice(article, start, end) {
  if (article.units === undefined) {
    article.units = [];
    if (/[\ud800-\udbff]/.test(article.text)) {
      let at = 0;
      for (const c of article.text) {
        article.units.push(at);
        at += c.length;
      }
      article.units.push(at);
    }
  }
  const units = article.units;
  if (!units.length) return article.text.slice(start, end);
  const last = units.length - 1;
  return article.text.slice(units[Math.min(start, last)], units[Math.min(end, last)]);
}

/** @param {ArticleText} article @returns {number} its length in code points */
export function length(article) {
  slice(article, 0, 0);
  return article.units && article.units.length ? article.units.length - 1 : article.text.length;
}

/**
 * The pieces of a range, cut wherever a quarantined span, a repair, a mark or a line ends.
 * @param {ArticleText} article
 * @param {number} start
 * @param {number} end
 * @param {Mark[]} marks
 * @returns {Piece[]}
 */
export function pieces(article, start, end, marks) {
  const touching = (/** @type {[number, number, ...any[]]} */ span) => span[0] < end && span[1] > start;
  const removed = article.quarantined.filter(touching);
  const mended = article.restorations.filter(touching);
  const shown = marks.filter((m) => m.start < end && m.end > start);
  const cuts = new Set([start, end]);
  const cut = (/** @type {number} */ at) => at > start && at < end && cuts.add(at);
  for (const span of [...removed, ...mended]) {
    cut(span[0]);
    cut(span[1]);
  }
  for (const mark of shown) {
    cut(mark.start);
    cut(mark.end);
  }
  [...slice(article, start, end)].forEach((c, i) => {
    if (c === "\n") {
      cut(start + i);
      cut(start + i + 1);
    }
  });
  const order = [...cuts].sort((a, b) => a - b);
  let r = 0;
  return order.slice(0, -1).map((from, i) => {
    const to = order[i + 1];
    while (r < mended.length && mended[r][1] <= from) r++;
    const repair = r < mended.length && mended[r][0] <= from && to <= mended[r][1] ? mended[r] : undefined;
    const gone = removed.find((q) => q[0] <= from && to <= q[1]);
    return {
      start: from,
      end: to,
      text: slice(article, from, to),
      quarantined: gone ? gone[2] : "",
      restored: repair ? (to === Math.min(repair[1], end) ? repair[2] : "") : null,
      rule: repair ? repair[3] : gone ? gone[3] : "",
      roles: shown.filter((m) => m.start <= from && to <= m.end).map((m) => m.role),
    };
  });
}
