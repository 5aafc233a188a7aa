// The graph as columns: entities and claims are numbers, everything known of them stands in arrays.

import { sha256 } from "./sha256.js";

/**
 * @typedef {Record<string, string>} Labels  by language: zh-Hant, zh-Hans, en
 * @typedef {{name: string, labels: Labels, colour: string, shape: string}} Class
 * @typedef {{name: string, labels: Labels, symmetric: boolean}} Predicate
 * @typedef {{id: string, title: string, path: string, sha256: string, by: string[], length: number,
 *   quarantined: Record<string, number>, repairs: number, repaired: number}} Article
 *
 * @typedef {object} Core  what payload.py writes
 * @property {string} title
 * @property {string} base
 * @property {string} namespace
 * @property {Class[]} classes
 * @property {Predicate[]} predicates
 * @property {{id: string[], type: number[], label: string[], hant: string[], en: string[], names: string[][],
 *   kinds: number[][], mentions: number[], x: number[], y: number[], group: number[]}} nodes
 * @property {{id: Record<number, string>, s: number[], o: number[], p: number[], polarity: number[], modality: number[],
 *   evidence: number[], documents: number[][], phases: number[][]}} edges
 * @property {{parent: number[], x: number[], y: number[], radius: number[]}} groups
 * @property {number[]} phases  entities, in the order of time
 * @property {number} lanes  how many of the phases are joined into the story
 * @property {number[]} order
 * @property {number[]} member
 * @property {[number, number, string][]} disputes
 * @property {Article[]} documents
 * @property {Record<string, string>} readings
 * @property {Record<string, string>} variants
 */

export const POLARITIES = ["affirmed", "negated"];
export const MODALITIES = ["asserted", "possible", "future"];
export const HIDDEN = 2; // the kind of alias that is a damaged spelling

export class Model {
  /** @param {Core} core */
  constructor(core) {
    this.core = core;
    this.size = core.nodes.id.length;
    this.claims = core.edges.s.length;
    this.s = Int32Array.from(core.edges.s);
    this.o = Int32Array.from(core.edges.o);
    this.p = Uint16Array.from(core.edges.p);
    this.polarity = Uint8Array.from(core.edges.polarity);
    this.modality = Uint8Array.from(core.edges.modality);
    this.evidence = Uint16Array.from(core.edges.evidence);
    this.type = Uint16Array.from(core.nodes.type);
    this.group = Int32Array.from(core.nodes.group);
    core.edges.s = core.edges.o = core.edges.p = core.nodes.type = core.nodes.group = []; // the columns above stay
    this.degree = new Int32Array(this.size);
    for (let e = 0; e < this.claims; e++) {
      this.degree[this.s[e]]++;
      if (this.o[e] !== this.s[e]) this.degree[this.o[e]]++;
    }
    /** Where the claims of each entity start in `arcs`. */
    this.starts = new Int32Array(this.size + 1);
    for (let n = 0; n < this.size; n++) this.starts[n + 1] = this.starts[n] + this.degree[n];
    this.arcs = new Int32Array(this.starts[this.size]);
    const at = this.starts.slice();
    for (let e = 0; e < this.claims; e++) {
      this.arcs[at[this.s[e]]++] = e;
      if (this.o[e] !== this.s[e]) this.arcs[at[this.o[e]]++] = e;
    }
    /** @type {number[][]} */
    this.children = core.groups.parent.map(() => []);
    core.groups.parent.forEach((parent, g) => parent >= 0 && this.children[parent].push(g));
    /** @type {Map<string, number> | undefined} */
    this.byId = undefined;
  }

  /** @param {number} node @returns {Int32Array} the claims it takes part in */
  claimsOf(node) {
    return this.arcs.subarray(this.starts[node], this.starts[node + 1]);
  }

  /** @param {number} edge @param {number} node @returns {number} the other end */
  across(edge, node) {
    return this.s[edge] === node ? this.o[edge] : this.s[edge];
  }

  /** @param {string} id @returns {number} the entity, -1 if there is none */
  node(id) {
    if (!this.byId) this.byId = new Map(this.core.nodes.id.map((name, n) => [name, n]));
    return this.byId.get(id) ?? -1;
  }

  /** @param {number} edge @returns {string} its id: a hash of what is claimed, unless the graph gives another */
  claimId(edge) {
    const { nodes, edges, predicates } = this.core;
    return (
      edges.id[edge] ??
      sha256(
        [
          nodes.id[this.s[edge]],
          predicates[this.p[edge]].name,
          nodes.id[this.o[edge]],
          POLARITIES[this.polarity[edge]],
          MODALITIES[this.modality[edge]],
        ].join("|"),
      ).slice(0, 12)
    );
  }

  /** @param {string} id @returns {number} the claim, -1 if there is none */
  claim(id) {
    for (let e = 0; id && e < this.claims; e++) if (this.claimId(e) === id) return e;
    return -1;
  }

  /** @param {number} group @returns {[number, number]} where its middle lies, seen from the root's */
  middle(group) {
    let x = 0;
    let y = 0;
    for (let g = group; g > 0; g = this.core.groups.parent[g]) {
      x += this.core.groups.x[g];
      y += this.core.groups.y[g];
    }
    return [x, y];
  }

  /** @param {number} node @param {number} group @returns {number} the child of `group` it lives in, -1 if none */
  childHolding(node, group) {
    let g = this.group[node];
    while (g > 0 && this.core.groups.parent[g] !== group) g = this.core.groups.parent[g];
    return g > 0 ? g : -1;
  }

  /** @param {number} node @param {number} group @returns {boolean} */
  within(node, group) {
    for (let g = this.group[node]; g >= 0; g = this.core.groups.parent[g]) if (g === group) return true;
    return false;
  }

  /** @param {number} node @returns {string[]} every name, labels first */
  names(node) {
    const { label, hant, en, names } = this.core.nodes;
    return [label[node], hant[node], en[node], ...names[node]].filter(Boolean);
  }
}
