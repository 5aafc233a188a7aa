// The network on the screen: vis-network draws nodes and edges, the labels and signs on them are ours.

import { annotate } from "./annotate.js";
import { FONT, THEMES, claimLook } from "./look.js";
import { Model } from "./model.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {import("./scene.js").SceneEdge} SceneEdge
 * @typedef {{onNode: (node: SceneNode) => void, onEdge: (edge: SceneEdge) => void, onGround: () => void,
 *   hint: (key: string) => string, name: (node: SceneNode) => string, verb: (edge: SceneEdge) => string}} Hands
 */

const MARGIN = 45; // pixels around a fitted scene: room for labels

export class Canvas {
  /**
   * @param {HTMLElement} holder
   * @param {Model} model
   * @param {Hands} hands
   */
  constructor(holder, model, hands) {
    const vis = /** @type {any} */ (window).vis;
    this.holder = holder;
    this.model = model;
    this.hands = hands;
    /** @type {Scene} */
    this.scene = { nodes: [], edges: [], left: 0, paths: [] };
    /** @type {"light" | "dark"} */
    this.theme = "light";
    /** @type {string} */
    this.selected = "";
    /** @type {import("./labels.js").Label[]} */
    this.labels = [];
    /** @type {Map<string, SceneNode>} */
    this.nodeByKey = new Map();
    /** @type {Map<string, SceneEdge>} */
    this.edgeByKey = new Map();
    /** @type {Map<string, number>} */
    this.widths = new Map();
    this.hovered = "";
    /** How much bigger everything is drawn, so that a wide scene is no cloud of specks. */
    this.boost = 1;
    /** A pixel of the screen, in units of the fitted scene. */
    this.unit = 1;
    /** Whether vis-network has all of the scene: it draws while it is being given nodes and edges. */
    this.whole = true;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = new vis.Network(
      holder,
      { nodes: this.nodes, edges: this.edges },
      {
        autoResize: true,
        physics: false,
        layout: { improvedLayout: false, randomSeed: 1 },
        interaction: {
          hover: true,
          hideEdgesOnDrag: false,
          tooltipDelay: 1e9,
          keyboard: false,
          dragNodes: true,
          selectConnectedEdges: false,
          hoverConnectedEdges: false,
          zoomSpeed: 0.7,
        },
        nodes: { borderWidth: 1.2, borderWidthSelected: 1.2, chosen: false, labelHighlightBold: false },
        edges: {
          smooth: false,
          chosen: false,
          arrows: { to: { enabled: true, scaleFactor: 0.45 } },
          width: 1.2,
          selectionWidth: 0,
          hoverWidth: 0,
        },
      },
    );
    this.tip = document.createElement("div");
    this.tip.className = "tip";
    this.tip.setAttribute("aria-hidden", "true");
    this.tip.hidden = true;
    holder.append(this.tip);
    this.network.on("click", (/** @type {any} */ event) => this.clicked(event));
    this.network.on("hoverNode", (/** @type {any} */ event) => this.hover(event.node, event.pointer));
    this.network.on("hoverEdge", (/** @type {any} */ event) => this.hover(event.edge, event.pointer));
    for (const gone of ["blurNode", "blurEdge", "dragStart", "zoom"]) this.network.on(gone, () => this.hover(""));
    this.network.on(
      "afterDrawing",
      (/** @type {CanvasRenderingContext2D} */ context) => this.whole && annotate(this, context),
    );
  }

  /** @param {any} event */
  clicked(event) {
    const node = this.nodeByKey.get(event.nodes[0]);
    const edge = this.edgeByKey.get(event.edges[0]);
    if (node) this.hands.onNode(node);
    else if (edge) this.hands.onEdge(edge);
    else this.hands.onGround();
  }

  /** @param {string} key @param {{DOM: {x: number, y: number}}} [pointer] */
  hover(key, pointer) {
    this.hovered = key;
    const text = key ? this.hands.hint(key) : "";
    this.tip.hidden = !text || !pointer;
    this.tip.textContent = text;
    if (!pointer) return;
    this.tip.style.left = `${Math.min(pointer.DOM.x + 12, this.holder.clientWidth - 240)}px`;
    this.tip.style.top = `${pointer.DOM.y + 14}px`;
  }

  /**
   * @param {Scene} scene
   * @param {"light" | "dark"} theme
   * @param {string} selected  key of a node or an edge, or ""
   * @param {boolean} refit
   */
  draw(scene, theme, selected, refit) {
    this.scene = scene;
    this.theme = theme;
    this.selected = selected;
    this.nodeByKey = new Map(scene.nodes.map((n) => [n.key, n]));
    this.edgeByKey = new Map(scene.edges.map((e) => [e.key, e]));
    this.whole = false;
    this.nodes.clear();
    this.edges.clear();
    this.unit = 1 / this.fitScale();
    this.boost = Math.max(1, Math.min(2, 0.8 * this.unit));
    const near = this.near();
    this.nodes.add(scene.nodes.map((n) => this.nodeOptions(n, near)));
    this.edges.add(scene.edges.map((e) => this.edgeOptions(e, near)));
    this.whole = true;
    this.network.setOptions({ interaction: { hideEdgesOnDrag: scene.edges.length > 1200 } });
    if (refit) this.fit();
  }

  /** Marks another node or edge without drawing the scene anew. @param {string} key */
  select(key) {
    if (key === this.selected) return;
    const before = { near: this.near(), selected: this.selected };
    this.selected = key;
    const near = this.near();
    const differs = (/** @type {{key: string}} */ thing) =>
      thing.key === key ||
      thing.key === before.selected ||
      (before.near === null || before.near.has(thing.key)) !== (near === null || near.has(thing.key)) ||
      (before.near === null) !== (near === null);
    this.nodes.update(this.scene.nodes.filter(differs).map((n) => this.nodeOptions(n, near)));
    this.edges.update(this.scene.edges.filter(differs).map((e) => this.edgeOptions(e, near)));
  }

  /** What stays bright: the selected thing and what it touches; null where nothing (drawn) is selected. */
  near() {
    const edge = this.edgeByKey.get(this.selected);
    if (edge) return new Set([edge.key, edge.from, edge.to]);
    if (!this.nodeByKey.has(this.selected)) return null;
    const near = new Set([this.selected]);
    for (const e of this.scene.edges)
      if (e.from === this.selected || e.to === this.selected) near.add(e.key).add(e.from).add(e.to);
    return near;
  }

  /** @param {SceneNode} node @param {Set<string> | null} near */
  nodeOptions(node, near) {
    const look = THEMES[this.theme];
    const dim = near !== null && !near.has(node.key);
    const base = { id: node.key, x: node.x, y: node.y, size: this.sizeOf(node), opacity: dim ? 0.25 : 1 };
    if (node.kind === "group") return { ...base, shape: "custom", ctxRenderer: this.ring(node) };
    const { colour, shape } = this.model.core.classes[this.model.type[node.n]];
    const chosen = node.key === this.selected;
    return {
      ...base,
      shape,
      borderWidth: chosen ? 4 : 1.1,
      color: {
        background: colour,
        border: chosen ? look.accent : look.rim,
        hover: { background: colour, border: look.accent },
      },
    };
  }

  /** @param {SceneEdge} edge @param {Set<string> | null} near */
  edgeOptions(edge, near) {
    const look = THEMES[this.theme];
    const opacity = near === null ? (this.scene.edges.length > 300 ? 0.72 : 0.9) : near.has(edge.key) ? 1 : 0.1;
    const smooth = edge.bend ? { enabled: true, type: "curvedCW", roundness: edge.bend } : false;
    const base = { id: edge.key, from: edge.from, to: edge.to, smooth };
    if (edge.kind === "bundle") {
      return {
        ...base,
        arrows: "",
        width: Math.min(4, 0.6 + 0.35 * Math.log2(edge.weight)) * this.unit,
        color: { color: look.line, opacity: opacity * 0.6 },
      };
    }
    const chosen = edge.key === this.selected;
    const denied = this.model.polarity[edge.e] === 1;
    const colour = chosen ? look.accent : denied ? look.denied : look.line;
    return {
      ...base,
      dashes: claimLook(this.model, edge.e).dashes,
      width: ((chosen ? 3 : 1) + Math.min(2, 0.4 * (edge.weight - 1))) * this.boost,
      arrows: this.model.core.predicates[this.model.p[edge.e]].symmetric ? "to,from" : "to",
      color: { color: colour, hover: look.accent, highlight: colour, opacity },
    };
  }

  /** A community: a ring with a share for each type. @param {SceneNode} node */
  ring(node) {
    const parts = node.parts || [];
    const whole = parts.reduce((sum, [, count]) => sum + count, 0) || 1;
    return (/** @type {any} */ { ctx, x, y }) => ({
      drawNode: () => {
        const look = THEMES[this.theme];
        const size = this.sizeOf(node);
        ctx.beginPath();
        ctx.arc(x, y, size, 0, 2 * Math.PI);
        ctx.fillStyle = look.ground;
        ctx.fill();
        let turn = -Math.PI / 2;
        for (const [type, count] of parts) {
          const next = turn + (count / whole) * 2 * Math.PI;
          ctx.beginPath();
          ctx.arc(x, y, size * 0.86, turn, next);
          ctx.strokeStyle = this.model.core.classes[type].colour;
          ctx.lineWidth = size * 0.28;
          ctx.stroke();
          turn = next;
        }
        ctx.beginPath();
        ctx.arc(x, y, size, 0, 2 * Math.PI);
        ctx.strokeStyle = node.key === this.selected ? look.accent : look.rim;
        ctx.lineWidth = node.key === this.selected ? 4 * this.unit : this.unit;
        ctx.stroke();
        const scale = this.network.getScale();
        if (size * scale < 18) return;
        ctx.fillStyle = look.quiet;
        ctx.font = `${12 / scale}px ${FONT}`;
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        ctx.fillText(String(node.weight), x, y);
      },
      nodeDimensions: { width: this.sizeOf(node) * 2, height: this.sizeOf(node) * 2 },
    });
  }

  /** @param {SceneNode} node */
  sizeOf(node) {
    if (node.kind === "group") return Math.max(node.size, 13 * this.unit);
    return this.scene.nodes.length > 40
      ? Math.min(node.size * this.boost, Math.max(node.size * 0.6, 15 * this.unit))
      : node.size * this.boost;
  }

  /** The box around all nodes. */
  bounds() {
    const { nodes } = this.scene;
    return {
      left: Math.min(...nodes.map((n) => n.x - n.size)),
      right: Math.max(...nodes.map((n) => n.x + n.size)),
      top: Math.min(...nodes.map((n) => n.y - n.size)),
      bottom: Math.max(...nodes.map((n) => n.y + n.size)),
    };
  }

  /** The scale at which all nodes are in sight. */
  fitScale() {
    if (!this.scene.nodes.length) return 1;
    const { left, right, top, bottom } = this.bounds();
    return Math.max(
      0.02,
      Math.min(
        1.6,
        (this.holder.clientWidth - 2 * MARGIN) / (right - left || 1),
        (this.holder.clientHeight - 2 * MARGIN) / (bottom - top || 1),
      ),
    );
  }

  fit() {
    if (!this.scene.nodes.length) return;
    const { left, right, top, bottom } = this.bounds();
    this.network.moveTo({
      position: { x: (left + right) / 2, y: (top + bottom) / 2 },
      scale: this.fitScale(),
      animation: false,
    });
  }

  /** @param {number} factor */
  zoom(factor) {
    this.network.moveTo({ scale: this.network.getScale() * factor, animation: false });
  }

  /** @param {number} dx @param {number} dy  in pixels */
  pan(dx, dy) {
    const at = this.network.getViewPosition();
    const scale = this.network.getScale();
    this.network.moveTo({ position: { x: at.x + dx / scale, y: at.y + dy / scale }, animation: false });
  }

  /** Brings a node into sight. @param {string} key */
  reveal(key) {
    const node = this.nodeByKey.get(key);
    if (!node) return;
    const at = this.network.canvasToDOM({ x: node.x, y: node.y });
    const { clientWidth, clientHeight } = this.holder;
    if (at.x < 40 || at.y < 40 || at.x > clientWidth - 40 || at.y > clientHeight - 40) {
      this.network.moveTo({ position: { x: node.x, y: node.y }, animation: false });
    }
  }

  /** The node nearest to another one in a direction, for walking by arrow keys. @param {string} from @param {number} dx @param {number} dy */
  neighbour(from, dx, dy) {
    const here = this.nodeByKey.get(from);
    if (!here) return this.scene.nodes.reduce((a, b) => (b.weight > a.weight ? b : a), this.scene.nodes[0]);
    let best;
    let least = Infinity;
    for (const node of this.scene.nodes) {
      const along = (node.x - here.x) * dx + (node.y - here.y) * dy;
      const aside = Math.abs((node.x - here.x) * dy) + Math.abs((node.y - here.y) * dx);
      if (node === here || along <= 0 || along + 2 * aside >= least) continue;
      least = along + 2 * aside;
      best = node;
    }
    return best;
  }

  /** @param {string} key @returns {{x: number, y: number}} on the screen */
  spotOf(key) {
    const { x, y } = this.network.body.nodes[key];
    return this.network.canvasToDOM({ x, y });
  }

  /** @param {SceneEdge} edge @returns {{x: number, y: number}} on the screen */
  middleOf(edge) {
    const drawn = this.network.body.edges[edge.key];
    const from = this.network.body.nodes[edge.from];
    const to = this.network.body.nodes[edge.to];
    const point =
      edge.bend && drawn && from !== to
        ? drawn.edgeType.getPoint(0.5)
        : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    return this.network.canvasToDOM(point);
  }
}
