// What stands on the canvas for a state of the page: never more than a screen can show.

import { inColumns, ringed, spread } from "./layout.js";
import { Model } from "./model.js";
import { claimsAmong, neighbourhood, shortestPaths } from "./walk.js";

/**
 * @typedef {{kind: "entity" | "group", key: string, n: number, x: number, y: number, size: number, weight: number,
 *   parts?: [number, number][]}} SceneNode  n: entity or group; parts: how many entities of which type
 * @typedef {{kind: "claim" | "bundle", key: string, e: number, from: string, to: string, weight: number,
 *   bend: number}} SceneEdge
 * @typedef {{nodes: SceneNode[], edges: SceneEdge[], left: number, paths: number[][]}} Scene  left: entities that found no room
 *
 * @typedef {{kind: "all"} | {kind: "group", group: number} | {kind: "focus", nodes: number[], depth: number}
 *   | {kind: "path", from: number, to: number}} Scope
 */

export const WHOLE = 400; // entities: up to here the whole graph opens at once
export const MOST_NODES = 800;
export const MOST_EDGES = 3000;
export const MOST_FOCUS = 80;
const MOST_PATHS = 24;
const RIM = 10; // neighbouring communities shown around an open one

/** How many entities may be drawn at once on a screen of this size. @param {{width: number, height: number}} screen */
export function wholeFits({ width, height }) {
  return Math.min(WHOLE, Math.floor((width * height) / 1800));
}

/** @param {number} degree */
export function sizeOf(degree) {
  return Math.min(30, 6 + 2.4 * Math.sqrt(degree));
}

/**
 * @param {Model} model
 * @param {Scope} scope
 * @param {Uint8Array} passes  which claims are shown
 * @param {boolean} filtered  whether any filter is on: then entities without a shown claim are left out
 * @param {{width: number, height: number}} screen
 * @returns {Scene}
 */
export function makeScene(model, scope, passes, filtered, screen) {
  switch (scope.kind) {
    case "focus":
      return focusScene(model, scope.nodes, scope.depth, passes, screen.width / Math.max(1, screen.height));
    case "path":
      return pathScene(model, scope.from, scope.to, passes);
    case "group":
      return groupScene(model, scope.group, passes, filtered);
    default: {
      const nodes = shownNodes(model, passes, filtered);
      if (model.size <= wholeFits(screen)) return entityScene(model, nodes, passes, (n) => absolute(model, n));
      if (nodes.length <= 150) {
        const links = claimsAmong(model, passes, nodes).map(
          (e) => /** @type {[number, number]} */ ([model.s[e], model.o[e]]),
        );
        const points = spread(nodes, links, 95);
        return entityScene(model, nodes, passes, (n) => /** @type {any} */ (points.get(n)));
      }
      return groupScene(model, 0, passes, filtered);
    }
  }
}

/** @param {Model} model @param {Uint8Array} passes @param {boolean} filtered */
function shownNodes(model, passes, filtered) {
  const nodes = [];
  for (let n = 0; n < model.size; n++) {
    if (!filtered) nodes.push(n);
    else {
      for (let i = model.starts[n]; i < model.starts[n + 1]; i++) {
        if (passes[model.arcs[i]]) {
          nodes.push(n);
          break;
        }
      }
    }
  }
  return nodes;
}

/** @param {Model} model @param {number} n @returns {[number, number]} */
function absolute(model, n) {
  const [x, y] = model.middle(model.group[n]);
  return [x + model.core.nodes.x[n], y + model.core.nodes.y[n]];
}

/**
 * @param {Model} model
 * @param {number[]} nodes
 * @param {Uint8Array} passes
 * @param {(n: number) => [number, number]} at
 * @returns {Scene}
 */
function entityScene(model, nodes, passes, at) {
  const kept =
    nodes.length <= MOST_NODES
      ? nodes
      : [...nodes].sort((a, b) => model.degree[b] - model.degree[a] || a - b).slice(0, MOST_NODES);
  const shown = kept.map((n) => entityNode(model, n, at(n)));
  const edges = claimEdges(model, claimsAmong(model, passes, kept));
  return { nodes: shown, edges, left: nodes.length - kept.length, paths: [] };
}

/** @param {Model} model @param {number} n @param {[number, number]} at @returns {SceneNode} */
function entityNode(model, n, [x, y]) {
  return { kind: "entity", key: `n${n}`, n, x, y, size: sizeOf(model.degree[n]), weight: model.degree[n] };
}

/** Claims as edges, those between the same two entities bent apart. @param {Model} model @param {number[]} claims */
function claimEdges(model, claims) {
  const kept =
    claims.length <= MOST_EDGES
      ? claims
      : [...claims].sort((a, b) => model.evidence[b] - model.evidence[a] || a - b).slice(0, MOST_EDGES);
  /** @type {Map<string, number[]>} */
  const between = new Map();
  const pair = (/** @type {number} */ e) => `${Math.min(model.s[e], model.o[e])} ${Math.max(model.s[e], model.o[e])}`;
  for (const e of kept) between.set(pair(e), [...(between.get(pair(e)) || []), e]);
  return kept.map((e) => {
    const all = between.get(pair(e)) || [e];
    const bend = (all.indexOf(e) - (all.length - 1) / 2) * 0.28 * (model.s[e] < model.o[e] ? 1 : -1);
    return /** @type {SceneEdge} */ ({
      kind: "claim",
      key: `e${e}`,
      e,
      from: `n${model.s[e]}`,
      to: `n${model.o[e]}`,
      weight: model.evidence[e],
      bend,
    });
  });
}

/** @param {Model} model @param {number[]} nodes @param {number} depth @param {Uint8Array} passes @param {number} aspect @returns {Scene} */
function focusScene(model, nodes, depth, passes, aspect) {
  const { distance, left } = neighbourhood(model, passes, nodes, depth, MOST_FOCUS);
  /** @type {number[][]} */
  const rings = [];
  for (const [n, d] of distance) (rings[d] ||= []).push(n);
  const anchor = (/** @type {number} */ n) => {
    const near = [...model.claimsOf(n)].filter((e) => passes[e]).map((e) => model.across(e, n));
    return near.find((m) => (distance.get(m) ?? 99) < (distance.get(n) ?? 0)) ?? n;
  };
  const points = ringed(rings, (n) => model.type[n], anchor, 84, Math.max(0.75, Math.min(1.5, aspect)));
  const scene = entityScene(model, [...distance.keys()], passes, (n) => points.get(n) || [0, 0]);
  return { ...scene, left: scene.left + left };
}

/** @param {Model} model @param {number} from @param {number} to @param {Uint8Array} passes @returns {Scene} */
function pathScene(model, from, to, passes) {
  const paths = shortestPaths(model, passes, from, to, MOST_PATHS);
  /** @type {number[][]} */
  const columns = [];
  for (const path of paths) {
    path.forEach((n, i) => {
      columns[i] ||= [];
      if (!columns[i].includes(n)) columns[i].push(n);
    });
  }
  if (!paths.length) columns.push([from], [to]);
  const points = inColumns(columns, 230, 70);
  return { ...entityScene(model, [...points.keys()], passes, (n) => points.get(n) || [0, 0]), paths };
}

/** @param {Model} model @param {number} group @param {Uint8Array} passes @param {boolean} filtered @returns {Scene} */
function groupScene(model, group, passes, filtered) {
  const children = model.children[group];
  if (!children.length) return leafScene(model, group, passes, filtered);
  const home = new Int32Array(model.size).fill(-1);
  for (let n = 0; n < model.size; n++) home[n] = model.childHolding(n, group);
  const counts = partsOf(model, home, passes, filtered);
  const nodes = children
    .filter((c) => counts.get(c))
    .map((c) =>
      groupNode(
        c,
        model.core.groups.x[c],
        model.core.groups.y[c],
        model.core.groups.radius[c],
        counts.get(c) || new Map(),
      ),
    );
  return { nodes, edges: bundles(model, home, passes, 2), left: 0, paths: [] };
}

/**
 * How many entities of which type each group shows.
 * @param {Model} model @param {Int32Array} home @param {Uint8Array} passes @param {boolean} filtered
 */
function partsOf(model, home, passes, filtered) {
  /** @type {Map<number, Map<number, number>>} */
  const counts = new Map();
  for (const n of shownNodes(model, passes, filtered)) {
    if (home[n] < 0) continue;
    let types = counts.get(home[n]);
    if (!types) counts.set(home[n], (types = new Map()));
    types.set(model.type[n], (types.get(model.type[n]) || 0) + 1);
  }
  return counts;
}

/**
 * @param {number} group @param {number} x @param {number} y @param {number} radius @param {Map<number, number>} types
 * @returns {SceneNode}
 */
function groupNode(group, x, y, radius, types) {
  const weight = [...types.values()].reduce((a, b) => a + b, 0);
  const parts = [...types].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return { kind: "group", key: `g${group}`, n: group, x, y, size: Math.max(14, radius * 0.5), weight, parts };
}

/**
 * The links between groups, only the strongest few of each: all of them together say nothing.
 * @param {Model} model @param {Int32Array} home @param {Uint8Array} passes @param {number} keep
 * @returns {SceneEdge[]}
 */
function bundles(model, home, passes, keep) {
  /** @type {Map<number, number>} */
  const links = new Map();
  const span = model.core.groups.parent.length;
  for (let e = 0; e < model.claims; e++) {
    if (!passes[e]) continue;
    const a = home[model.s[e]];
    const b = home[model.o[e]];
    if (a < 0 || b < 0 || a === b) continue;
    const pair = Math.min(a, b) * span + Math.max(a, b);
    links.set(pair, (links.get(pair) || 0) + 1);
  }
  /** @type {Map<number, number>} */
  const used = new Map();
  const edges = [];
  for (const [pair, weight] of [...links].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const a = Math.floor(pair / span);
    const b = pair % span;
    if ((used.get(a) || 0) >= keep && (used.get(b) || 0) >= keep) continue; // both have theirs
    used.set(a, (used.get(a) || 0) + 1);
    used.set(b, (used.get(b) || 0) + 1);
    edges.push(
      /** @type {SceneEdge} */ ({
        kind: "bundle",
        key: `b${pair}`,
        e: -1,
        from: `g${a}`,
        to: `g${b}`,
        weight,
        bend: 0,
      }),
    );
  }
  return edges;
}

/** @param {Model} model @param {number} group @param {Uint8Array} passes @param {boolean} filtered @returns {Scene} */
function leafScene(model, group, passes, filtered) {
  const nodes = shownNodes(model, passes, filtered).filter((n) => model.group[n] === group);
  const { x, y, radius } = /** @type {any} */ ({ ...model.core.nodes, radius: model.core.groups.radius[group] });
  const scene = entityScene(model, nodes, passes, (n) => [x[n], y[n]]);
  /** @type {Map<number, number>} */
  const around = new Map();
  /** @type {Map<number, Map<number, number>>} */
  const doors = new Map();
  for (const n of nodes) {
    for (const e of model.claimsOf(n)) {
      const other = model.group[model.across(e, n)];
      if (!passes[e] || other === group) continue;
      around.set(other, (around.get(other) || 0) + 1);
      if (!doors.has(other)) doors.set(other, new Map());
      const door = /** @type {Map<number, number>} */ (doors.get(other));
      door.set(n, (door.get(n) || 0) + 1);
    }
  }
  const rim = [...around].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, RIM);
  rim.forEach(([other], i) => {
    const turn = (i / rim.length) * 2 * Math.PI - Math.PI / 2;
    /** @type {Map<number, number>} */
    const types = new Map();
    for (let n = 0; n < model.size; n++)
      if (model.group[n] === other) types.set(model.type[n], (types.get(model.type[n]) || 0) + 1);
    const far = radius + 110;
    // One line from each neighbour, to the entity that has most to do with it.
    const [door, weight] = [...(doors.get(other) || [])].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    scene.edges.push({ kind: "bundle", key: `b${other}`, e: -1, from: `n${door}`, to: `g${other}`, weight, bend: 0 });
    scene.nodes.push({ ...groupNode(other, far * 1.2 * Math.cos(turn), far * Math.sin(turn), 0, types), size: 22 });
  });
  return scene;
}

/**
 * What a group is called: its best-linked entities.
 * @param {Model} model @param {number} group @param {number} count @returns {number[]}
 */
export function leaders(model, group, count) {
  /** @type {number[]} */
  const best = [];
  for (let n = 0; n < model.size; n++) {
    if (!model.within(n, group)) continue;
    best.push(n);
    best.sort((a, b) => model.degree[b] - model.degree[a] || a - b);
    best.length = Math.min(best.length, count);
  }
  return best;
}
