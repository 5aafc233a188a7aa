// How things look on the canvas, in light and dark. Nothing is told by colour alone: types have shapes, and claims that
// are denied, possible or future have their own dashes and a sign at their middle.

import { Model } from "./model.js";

/** @typedef {{ground: string, ink: string, quiet: string, rim: string, line: string, denied: string, accent: string}} Theme */

/** @type {Record<"light" | "dark", Theme>} */
export const THEMES = {
  light: {
    ground: "#ffffff",
    ink: "#1c2430",
    quiet: "#5b6675",
    rim: "#333a44",
    line: "#8b95a3",
    denied: "#b3261e",
    accent: "#0b57d0",
  },
  dark: {
    ground: "#14181d",
    ink: "#e8ecf1",
    quiet: "#a3adba",
    rim: "#e8ecf1",
    line: "#6d7887",
    denied: "#ff8a80",
    accent: "#8ab4f8",
  },
};

export const FONT =
  '"Noto Sans CJK SC","Noto Sans CJK TC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';

/**
 * @param {Model} model @param {number} edge
 * @returns {{dashes: number[], sign: string}} solid and no sign for what is plainly stated
 */
export function claimLook(model, edge) {
  if (model.polarity[edge]) return { dashes: model.modality[edge] ? [3, 4] : [], sign: "✕" };
  if (model.modality[edge] === 1) return { dashes: [9, 6], sign: "?" };
  if (model.modality[edge] === 2) return { dashes: [2, 5], sign: "»" };
  return { dashes: [], sign: "" };
}

/**
 * The outline of a shape around the origin, as an SVG path; the same shapes as vis-network draws.
 * @param {string} shape
 * @param {number} r
 */
export function shapePath(shape, r) {
  const ring = (/** @type {number} */ count, /** @type {number} */ turn, /** @type {(i: number) => number} */ reach) =>
    "M" +
    Array.from({ length: count }, (_, i) => {
      const angle = (i / count) * 2 * Math.PI + turn;
      return `${(reach(i) * Math.cos(angle)).toFixed(2)},${(reach(i) * Math.sin(angle)).toFixed(2)}`;
    }).join("L") +
    "Z";
  switch (shape) {
    case "square":
      return `M${-r},${-r}H${r}V${r}H${-r}Z`;
    case "diamond":
      return `M0,${-r}L${r},0L0,${r}L${-r},0Z`;
    case "triangle":
      return ring(3, -Math.PI / 2, () => 1.15 * r);
    case "triangleDown":
      return ring(3, Math.PI / 2, () => 1.15 * r);
    case "hexagon":
      return ring(6, 0, () => r);
    case "star":
      return ring(10, -Math.PI / 2, (i) => (i % 2 ? 0.55 * r : 1.3 * r));
    default:
      return `M${-r},0A${r},${r} 0 1 0 ${r},0A${r},${r} 0 1 0 ${-r},0Z`;
  }
}
