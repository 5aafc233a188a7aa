// Ways through the graph along the claims that are shown. Directions do not matter for finding, only for reading.

import { Model } from "./model.js";

/**
 * The entities around some others, nearest and best linked first.
 * @param {Model} model
 * @param {Uint8Array} passes  which claims may be used
 * @param {number[]} from
 * @param {number} depth
 * @param {number} most  stop at so many entities
 * @returns {{distance: Map<number, number>, left: number}} how far each one is, and how many found no room
 */
export function neighbourhood(model, passes, from, depth, most) {
  const distance = new Map(from.map((n) => [n, 0]));
  let ring = from;
  let left = 0;
  for (let step = 1; step <= depth && ring.length; step++) {
    /** @type {Map<number, number>} */
    const links = new Map();
    for (const n of ring) {
      for (const e of model.claimsOf(n)) {
        const other = model.across(e, n);
        if (passes[e] && !distance.has(other)) links.set(other, (links.get(other) || 0) + model.evidence[e]);
      }
    }
    const found = [...links.keys()].sort(
      (a, b) => (links.get(b) || 0) - (links.get(a) || 0) || model.degree[b] - model.degree[a] || a - b,
    );
    const room = Math.max(0, most - distance.size);
    left += Math.max(0, found.length - room);
    ring = found.slice(0, room);
    for (const n of ring) distance.set(n, step);
  }
  return { distance, left };
}

/**
 * How far every entity is from one, -1 where there is no way.
 * @param {Model} model
 * @param {Uint8Array} passes
 * @param {number} from
 */
export function distances(model, passes, from) {
  const far = new Int32Array(model.size).fill(-1);
  const queue = new Int32Array(model.size);
  far[from] = 0;
  queue[0] = from;
  for (let head = 0, tail = 1; head < tail; head++) {
    const n = queue[head];
    for (let i = model.starts[n]; i < model.starts[n + 1]; i++) {
      const e = model.arcs[i];
      if (!passes[e]) continue;
      const other = model.across(e, n);
      if (far[other] < 0) {
        far[other] = far[n] + 1;
        queue[tail++] = other;
      }
    }
  }
  return far;
}

/**
 * All shortest paths between two entities, at most `most` of them.
 * @param {Model} model
 * @param {Uint8Array} passes
 * @param {number} from
 * @param {number} to
 * @param {number} most
 * @returns {number[][]} entities from `from` to `to`; none where no claims join the two
 */
export function shortestPaths(model, passes, from, to, most) {
  const far = distances(model, passes, to);
  /** @type {number[][]} */
  const found = [];
  if (far[from] < 0) return found;
  /** @type {number[][]} */
  const stack = [[from]];
  while (stack.length && found.length < most) {
    const path = /** @type {number[]} */ (stack.pop());
    const last = path[path.length - 1];
    if (last === to) {
      found.push(path);
      continue;
    }
    const next = new Set();
    for (const e of model.claimsOf(last)) {
      const other = model.across(e, last);
      if (passes[e] && far[other] === far[last] - 1) next.add(other);
    }
    for (const n of [...next].sort((a, b) => model.degree[a] - model.degree[b] || b - a)) stack.push([...path, n]);
  }
  return found;
}

/**
 * The shown claims with both ends in a set.
 * @param {Model} model
 * @param {Uint8Array} passes
 * @param {Iterable<number>} nodes
 * @returns {number[]}
 */
export function claimsAmong(model, passes, nodes) {
  const inside = new Set(nodes);
  const found = [];
  for (const n of inside) {
    for (const e of model.claimsOf(n)) if (passes[e] && model.s[e] === n && inside.has(model.o[e])) found.push(e);
  }
  return found.sort((a, b) => a - b);
}

/**
 * What two entities have in common and what sets them apart.
 * @param {Model} model
 * @param {Uint8Array} passes
 * @param {number} a
 * @param {number} b
 * @returns {{shared: [number, number][], disputed: [number, number][], onlyA: number[], onlyB: number[],
 *   between: number[]}} claims; shared ones say the same of both, disputed ones affirm of one what they deny of the other
 */
export function compareTwo(model, passes, a, b) {
  const between = claimsAmong(model, passes, [a, b]).filter((e) => model.s[e] !== model.o[e]);
  const joined = new Set(between);
  const own = (/** @type {number} */ n) => [...model.claimsOf(n)].filter((e) => passes[e] && !joined.has(e));
  const said = (/** @type {number} */ e, /** @type {number} */ n) =>
    `${model.p[e]} ${model.s[e] === n || model.core.predicates[model.p[e]].symmetric ? ">" : "<"} ${model.across(e, n)}`;
  /** @type {Map<string, number[]>} */
  const ofB = new Map();
  for (const e of own(b)) ofB.set(said(e, b), [...(ofB.get(said(e, b)) || []), e]);
  /** @type {[number, number][]} */
  const shared = [];
  /** @type {[number, number][]} */
  const disputed = [];
  const matched = new Set();
  const onlyA = [];
  for (const e of own(a)) {
    const rivals = ofB.get(said(e, a)) || [];
    for (const r of rivals) {
      (model.polarity[e] === model.polarity[r] ? shared : disputed).push([e, r]);
      matched.add(r);
    }
    if (!rivals.length) onlyA.push(e);
  }
  return { shared, disputed, onlyA, onlyB: own(b).filter((e) => !matched.has(e)), between };
}
