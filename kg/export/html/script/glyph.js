// Small pictures: the shape of a type, the line of a claim's status.

import { svg } from "./dom.js";
import { claimLook, shapePath } from "./look.js";
import { Model } from "./model.js";

/** The shape and colour of a type. @param {Model} model @param {number} type @param {number} [size] */
export function typeGlyph(model, type, size = 14) {
  const { colour, shape } = model.core.classes[type];
  return svg(
    "svg",
    { class: "glyph", width: size, height: size, viewBox: "-10 -10 20 20", "aria-hidden": "true" },
    svg("path", { d: shapePath(shape, 7), fill: colour, class: "rim" }),
  );
}

/** How a claim is drawn. @param {Model} model @param {number} edge */
export function claimGlyph(model, edge) {
  const { dashes, sign } = claimLook(model, edge);
  return lineGlyph(dashes, sign, model.polarity[edge] === 1);
}

/** @param {number[]} dashes @param {string} sign @param {boolean} denied */
export function lineGlyph(dashes, sign, denied) {
  const picture = svg(
    "svg",
    { class: denied ? "line denied" : "line", width: 34, height: 14, viewBox: "0 0 34 14", "aria-hidden": "true" },
    svg("path", { d: "M1,7H29", "stroke-dasharray": dashes.join(" ") || "none" }),
    svg("path", { d: "M28,4L33,7L28,10Z", class: "tip-end" }),
  );
  if (sign) {
    picture.append(
      svg("circle", { cx: 15, cy: 7, r: 6 }),
      svg("text", { x: 15, y: 10.5, "text-anchor": "middle", "font-size": 9 }, sign),
    );
  }
  return picture;
}
