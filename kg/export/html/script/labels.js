// Labels that never overlap: the weightiest first, each at the first of its places that is still free.

/**
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @typedef {{key: string, text: string, x: number, y: number, reach: number, width: number, turn?: number,
 *   must?: boolean, spots?: [number, number][]}} Wish
 *   in pixels of the screen: the middle of what is named, how far it reaches, how wide the text is, and in radians the
 *   side where it best stands; or the spots themselves, best first
 * @typedef {{key: string, text: string, x: number, y: number, box: Box}} Label  x and y: the middle of the text
 */

export const LINE = 16; // pixels from one line of text to the next
const CELL = 64;

/**
 * @param {Wish[]} wishes  weightiest first
 * @param {Box[]} taken  where no label may stand
 * @param {Box[]} spare  where not even those may that must be named
 * @param {number} most
 * @param {{width: number, height: number}} screen
 * @returns {Label[]}
 */
export function placeLabels(wishes, taken, spare, most, screen) {
  /** @type {Map<number, Box[]>} */
  const grid = new Map();
  const cells = (/** @type {Box} */ box, /** @type {(cell: number) => boolean | void} */ visit) => {
    for (let i = Math.floor(box.left / CELL); i <= Math.floor(box.right / CELL); i++) {
      for (let j = Math.floor(box.top / CELL); j <= Math.floor(box.bottom / CELL); j++) {
        if (visit(i * 4096 + j)) return true;
      }
    }
    return false;
  };
  const put = (/** @type {Box} */ box) =>
    cells(box, (cell) => {
      const there = grid.get(cell);
      if (there) there.push(box);
      else grid.set(cell, [box]);
    });
  const over = (/** @type {Box} */ box, /** @type {Box} */ b) =>
    b.left < box.right && box.left < b.right && b.top < box.bottom && box.top < b.bottom;
  const hit = (/** @type {Box} */ box) => cells(box, (cell) => (grid.get(cell) || []).some((b) => over(box, b)));
  taken.forEach(put);
  /** @type {Label[]} */
  const placed = [];
  for (const wish of wishes) {
    if (placed.length >= most) break;
    const choices = places(wish)
      .map(([x, y]) => ({
        x,
        y,
        box: { left: x - wish.width / 2 - 3, right: x + wish.width / 2 + 3, top: y - LINE / 2, bottom: y + LINE / 2 },
      }))
      .filter(({ box }) => box.left >= 0 && box.top >= 0 && box.right <= screen.width && box.bottom <= screen.height);
    // What matters most is named even where small nodes lie under its name; other names it never touches.
    const choice =
      choices.find(({ box }) => !hit(box)) ||
      (wish.must &&
        choices.find(({ box }) => !placed.some((label) => over(box, label.box)) && !spare.some((b) => over(box, b))));
    if (!choice) continue;
    put(choice.box);
    placed.push({ key: wish.key, text: wish.text, ...choice });
  }
  return placed;
}

/** The places a label may stand, best first. @param {Wish} wish @returns {[number, number][]} */
function places({ x, y, reach, width, turn, spots }) {
  if (spots) return spots;
  /** @type {[number, number][]} */
  const around = [
    [x, y + reach + LINE / 2 + 1],
    [x + reach + width / 2 + 4, y],
    [x, y - reach - LINE / 2 - 1],
    [x - reach - width / 2 - 4, y],
  ];
  if (turn === undefined) return around;
  const side = Math.abs(Math.cos(turn)) > 0.35 ? (Math.cos(turn) > 0 ? 1 : 3) : Math.sin(turn) > 0 ? 0 : 2;
  return [around[side], ...around.filter((_, i) => i !== side)];
}
