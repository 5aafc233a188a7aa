// Names and signs on the drawn network: never one over another, and no more than can be read.

import { placeLabels } from "./labels.js";
import { FONT, THEMES, claimLook } from "./look.js";

/**
 * @typedef {import("./canvas.js").Canvas} Canvas
 * @typedef {import("./scene.js").SceneNode} SceneNode
 */

export const MOST_LABELS = 60;
const ALWAYS = 24; // entities: so many are named even over others
const SIGNED = 70; // pixels: shorter lines have no room for their sign, their dashes must do
const EDGE_LABELS = 40; // edges: up to here every one is named

/**
 * Writes the names and the signs of what is drawn.
 * @param {Canvas} canvas
 * @param {CanvasRenderingContext2D} context
 */
export function annotate(canvas, context) {
  const scale = canvas.network.getScale();
  const look = THEMES[canvas.theme];
  const screen = { width: canvas.holder.clientWidth, height: canvas.holder.clientHeight };
  const near = canvas.near();
  context.save();
  context.font = `13px ${FONT}`;
  const measure = (/** @type {string} */ text) => {
    let width = canvas.widths.get(text);
    if (width === undefined) canvas.widths.set(text, (width = context.measureText(text).width));
    return width;
  };
  const spots = canvas.scene.nodes
    .map((node) => {
      const moved = canvas.network.body.nodes[node.key];
      return { node, at: canvas.network.canvasToDOM({ x: moved.x, y: moved.y }), reach: canvas.sizeOf(node) * scale };
    })
    .filter(
      ({ at, reach }) => at.x > -reach && at.y > -reach && at.x < screen.width + reach && at.y < screen.height + reach,
    );
  const rank = (/** @type {SceneNode} */ n) =>
    (n.key === canvas.selected ? 2e9 : near?.has(n.key) ? 1e9 : 0) + n.weight;
  const middle = canvas.network.canvasToDOM({ x: 0, y: 0 });
  const bright = spots
    .filter(({ node }) => near === null || near.has(node.key))
    .sort((a, b) => rank(b.node) - rank(a.node) || a.node.n - b.node.n);
  const taken = bright.map(({ at, reach }) => ({
    left: at.x - reach * 0.8,
    right: at.x + reach * 0.8,
    top: at.y - reach * 0.8,
    bottom: at.y + reach * 0.8,
  }));
  const wishes = bright.slice(0, 3 * MOST_LABELS).map(({ node, at, reach }, place) => {
    const text = canvas.hands.name(node);
    const turn = canvas.scene.nodes.length <= 90 ? Math.atan2(at.y - middle.y, at.x - middle.x) : undefined;
    return { key: node.key, text, x: at.x, y: at.y, reach, width: measure(text), turn, must: place < ALWAYS };
  });
  const labels = placeLabels(wishes, taken, taken.slice(0, ALWAYS), MOST_LABELS, screen);
  const named = canvas.scene.edges.filter(
    (e) =>
      e.kind === "claim" &&
      (near === null ? canvas.scene.edges.length <= EDGE_LABELS : near.has(e.key) && near.size <= 3 * EDGE_LABELS),
  );
  const boxes = [...taken, ...labels.map((l) => l.box)];
  const verbs = placeLabels(
    named.map((edge) => {
      const text = `${claimLook(canvas.model, edge.e).sign} ${canvas.hands.verb(edge)}`.trim();
      const at = canvas.middleOf(edge);
      const a = canvas.spotOf(edge.from);
      const b = canvas.spotOf(edge.to);
      const aside = edge.from === canvas.selected ? 1 : edge.to === canvas.selected ? -1 : 0; // off the crowd in the middle
      const spots = [0.1 * aside, 0.22 * aside || 0.14, -0.12, 0.3 * aside || -0.2].map(
        (t) => /** @type {[number, number]} */ ([at.x + t * (b.x - a.x), at.y + t * (b.y - a.y)]),
      );
      return { key: edge.key, text, x: at.x, y: at.y, reach: 0, width: measure(text), spots };
    }),
    boxes,
    [],
    Math.min(EDGE_LABELS, MOST_LABELS - labels.length),
    screen,
  );
  canvas.labels = [...labels, ...verbs];
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const write = (/** @type {import("./labels.js").Label} */ label, /** @type {string} */ colour) => {
    const at = canvas.network.DOMtoCanvas({ x: label.x, y: label.y });
    context.save();
    context.translate(at.x, at.y);
    context.scale(1 / scale, 1 / scale);
    context.strokeStyle = look.ground;
    context.lineWidth = 3.5;
    context.strokeText(label.text, 0, 0);
    context.fillStyle = colour;
    context.fillText(label.text, 0, 0);
    context.restore();
  };
  drawSigns(
    canvas,
    context,
    scale,
    near,
    new Set(verbs.map((l) => l.key)),
    canvas.labels.map((l) => l.box),
  );
  verbs.forEach((label) => write(label, canvas.model.polarity[Number(label.key.slice(1))] ? look.denied : look.quiet));
  labels.forEach((label) => write(label, look.ink));
  context.restore();
}

/**
 * The signs of claims that are not plainly stated, where no label says them already.
 * @param {Canvas} canvas
 * @param {CanvasRenderingContext2D} context
 * @param {number} scale
 * @param {Set<string> | null} near
 * @param {Set<string>} named
 * @param {import("./labels.js").Box[]} boxes
 */
function drawSigns(canvas, context, scale, near, named, boxes) {
  const look = THEMES[canvas.theme];
  for (const edge of canvas.scene.edges) {
    if (edge.kind !== "claim" || named.has(edge.key) || (near !== null && !near.has(edge.key))) continue;
    const { sign } = claimLook(canvas.model, edge.e);
    if (!sign) continue;
    const a = canvas.spotOf(edge.from);
    const b = canvas.spotOf(edge.to);
    if (Math.hypot(a.x - b.x, a.y - b.y) < SIGNED) continue;
    const spot = canvas.middleOf(edge);
    if (boxes.some((b) => b.left < spot.x + 7 && spot.x - 7 < b.right && b.top < spot.y + 7 && spot.y - 7 < b.bottom))
      continue;
    const at = canvas.network.DOMtoCanvas(spot);
    context.save();
    context.translate(at.x, at.y);
    context.scale(1 / scale, 1 / scale);
    context.beginPath();
    context.arc(0, 0, 7, 0, 2 * Math.PI);
    context.fillStyle = look.ground;
    context.fill();
    context.strokeStyle = context.fillStyle = canvas.model.polarity[edge.e] ? look.denied : look.ink;
    context.lineWidth = 1;
    context.stroke();
    context.font = `bold 10px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(sign, 0, 0.5);
    context.restore();
  }
}
