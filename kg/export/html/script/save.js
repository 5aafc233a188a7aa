// What is shown, as files: CSV, SVG, PNG.

import { Canvas } from "./canvas.js";
import { svg } from "./dom.js";
import { FONT, THEMES, claimLook, shapePath } from "./look.js";
import { MODALITIES, Model, POLARITIES } from "./model.js";

/**
 * A cell that no spreadsheet takes for a formula.
 * @param {string} text
 */
export function csvCell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/**
 * Claims as CSV with a header line.
 * @param {Model} model @param {import("./words.js").Words} words @param {number[]} claims
 */
export function csv(model, words, claims) {
  const { nodes, edges, predicates, classes, phases, documents } = model.core;
  const head = [
    "claim",
    "subject",
    "subject_label",
    "subject_type",
    "predicate",
    "predicate_label",
    "object",
    "object_label",
    "object_type",
    "polarity",
    "modality",
    "evidence",
    "phases",
    "documents",
  ];
  const rows = claims.map((e) => {
    const s = model.s[e];
    const o = model.o[e];
    return [
      model.claimId(e),
      nodes.id[s],
      words.entity(s),
      classes[model.type[s]].name,
      predicates[model.p[e]].name,
      words.predicate(model.p[e]),
      nodes.id[o],
      words.entity(o),
      classes[model.type[o]].name,
      POLARITIES[model.polarity[e]],
      MODALITIES[model.modality[e]],
      String(model.evidence[e]),
      edges.phases[e].map((p) => words.entity(phases[p])).join("; "),
      edges.documents[e].map((d) => documents[d].id).join("; "),
    ];
  });
  return [head, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

/**
 * The canvas as it stands, as the text of an SVG file.
 * @param {Canvas} canvas
 * @param {string} title
 */
export function svgOf(canvas, title) {
  const look = THEMES[canvas.theme];
  const { clientWidth: width, clientHeight: height } = canvas.holder;
  const scale = canvas.network.getScale();
  const { model } = canvas;
  const at = (/** @type {string} */ key) => canvas.network.canvasToDOM(canvas.network.body.nodes[key]);
  const root = svg(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, role: "img" },
    svg("title", {}, title),
    svg("rect", { width, height, fill: look.ground }),
    svg(
      "marker",
      {
        id: "arrow",
        viewBox: "0 0 8 8",
        refX: 8,
        refY: 4,
        markerWidth: 7,
        markerHeight: 7,
        orient: "auto-start-reverse",
      },
      svg("path", { d: "M0,0L8,4L0,8Z", fill: "context-stroke" }),
    ),
  );
  const sizes = new Map(canvas.scene.nodes.map((n) => [n.key, canvas.sizeOf(n) * scale]));
  for (const edge of canvas.scene.edges) {
    const a = at(edge.from);
    const b = at(edge.to);
    const m = canvas.middleOf(edge);
    const control = { x: 2 * m.x - (a.x + b.x) / 2, y: 2 * m.y - (a.y + b.y) / 2 };
    const end = short(control, b, sizes.get(edge.to) || 0);
    const claim = edge.kind === "claim";
    const path = svg("path", {
      d: `M${a.x.toFixed(1)},${a.y.toFixed(1)}Q${control.x.toFixed(1)},${control.y.toFixed(1)} ${end.x.toFixed(1)},${end.y.toFixed(1)}`,
      fill: "none",
      stroke: claim && model.polarity[edge.e] ? look.denied : look.line,
      "stroke-width": claim ? 1.2 : Math.min(4, 0.6 + 0.35 * Math.log2(edge.weight)),
      "stroke-dasharray": claim ? claimLook(model, edge.e).dashes.join(" ") || "none" : "none",
      "stroke-opacity": claim ? 0.9 : 0.4,
    });
    if (claim) path.setAttribute("marker-end", "url(#arrow)");
    root.append(path);
    const sign = claim ? claimLook(model, edge.e).sign : "";
    if (sign) root.append(text(sign, m.x, m.y, model.polarity[edge.e] ? look.denied : look.ink, look.ground, 11));
  }
  for (const node of canvas.scene.nodes) {
    const { x, y } = at(node.key);
    const place = `translate(${x.toFixed(1)},${y.toFixed(1)})`;
    if (node.kind === "group")
      root.append(
        svg("circle", {
          transform: place,
          r: canvas.sizeOf(node) * scale,
          fill: look.ground,
          stroke: look.rim,
          "stroke-width": 3,
        }),
      );
    else {
      const { colour, shape } = model.core.classes[model.type[node.n]];
      root.append(
        svg("path", {
          transform: place,
          d: shapePath(shape, canvas.sizeOf(node) * scale),
          fill: colour,
          stroke: look.rim,
        }),
      );
    }
  }
  for (const label of canvas.labels) root.append(text(label.text, label.x, label.y, look.ink, look.ground, 13));
  return new XMLSerializer().serializeToString(root);
}

/** @param {{x: number, y: number}} from @param {{x: number, y: number}} to @param {number} by */
function short(from, to, by) {
  const far = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: to.x - ((to.x - from.x) / far) * by, y: to.y - ((to.y - from.y) / far) * by };
}

/** @param {string} words @param {number} x @param {number} y @param {string} ink @param {string} ground @param {number} size */
function text(words, x, y, ink, ground, size) {
  return svg(
    "text",
    {
      x: x.toFixed(1),
      y: (y + size * 0.36).toFixed(1),
      "text-anchor": "middle",
      "font-size": size,
      "font-family": FONT,
      fill: ink,
      stroke: ground,
      "stroke-width": 3,
      "paint-order": "stroke",
    },
    words,
  );
}

/**
 * The canvas as it stands, as a PNG on its ground.
 * @param {Canvas} canvas
 * @returns {Promise<Blob>}
 */
export function pngOf(canvas) {
  const drawn = /** @type {HTMLCanvasElement} */ (canvas.holder.querySelector("canvas"));
  const sheet = document.createElement("canvas");
  sheet.width = drawn.width;
  sheet.height = drawn.height;
  const context = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
  context.fillStyle = THEMES[canvas.theme].ground;
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.drawImage(drawn, 0, 0);
  return new Promise((resolve, reject) =>
    sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}

/** Offers a file for saving. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/**
 * Copies a text, with a field to copy it from by hand where the browser does not allow it.
 * @param {string} words
 * @returns {Promise<boolean>}
 */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}
