// Everything by keyboard.

import { openHelp } from "./shell.js";
import { VIEWS } from "./state.js";

/** @typedef {import("./page.js").Page} Page */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {Page} page */
export function listen(page) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("input, textarea, select, dialog")) return;
    if (target === page.canvasHolder && onCanvas(page, event.key, event.shiftKey)) event.preventDefault();
    else if (anywhere(page, event.key)) event.preventDefault();
  });
}

/** @param {Page} page @param {string} key @param {boolean} shift */
function onCanvas(page, key, shift) {
  const { canvas } = page;
  if (!canvas) return false;
  const arrow = ARROWS[key];
  if (arrow && shift) canvas.pan(60 * arrow[0], 60 * arrow[1]);
  else if (arrow) {
    const next = canvas.neighbour(canvas.selected, ...arrow);
    if (!next) return true;
    if (next.kind === "entity") page.choose({ kind: "node", n: next.n });
    else {
      canvas.select(next.key);
      page.announce(page.hint(next.key));
    }
    canvas.reveal(next.key);
  } else if (key === "Enter") {
    const node = canvas.nodeByKey.get(canvas.selected);
    if (node?.kind === "group") page.go({ scope: { kind: "group", group: node.n } });
    else if (node) page.go({ scope: { kind: "focus", nodes: [node.n], depth: 1 } });
  } else if (key === "+" || key === "=") canvas.zoom(1.3);
  else if (key === "-") canvas.zoom(1 / 1.3);
  else if (key === "0") canvas.fit();
  else return false;
  return true;
}

/** @param {Page} page @param {string} key */
function anywhere(page, key) {
  const { state } = page;
  const node = state.selected?.kind === "node" ? state.selected.n : -1;
  if (key === "/") /** @type {HTMLElement} */ (page.top.querySelector("#search")).focus();
  else if (key >= "1" && key <= "5") page.go({ view: VIEWS[Number(key) - 1] });
  else if (key === "f" && node >= 0) page.go({ view: "graph", scope: { kind: "focus", nodes: [node], depth: 1 } });
  else if (key === "p" && node >= 0) page.startPath(node);
  else if (key === "c" && node >= 0) page.startCompare(node);
  else if (key === "r") page.go({ clean: !state.clean });
  else if (key === "d") page.go({ theme: state.theme === "dark" ? "light" : "dark" });
  else if (key === "?") openHelp(page);
  else if (key === "Escape") escape(page);
  else return false;
  return true;
}

/** One step back: out of a sheet, of a question, of a selection, of a neighbourhood. @param {Page} page */
function escape(page) {
  const { state } = page;
  if (page.root.dataset.sheet) page.showSheet("");
  else if (page.pathFrom >= 0) {
    page.pathFrom = -1;
    page.go({});
  } else if (state.selected) page.choose(null);
  else if (state.scope.kind === "group") {
    const parent = page.model.core.groups.parent[state.scope.group];
    page.go({ scope: parent > 0 ? { kind: "group", group: parent } : { kind: "all" } });
  } else if (state.scope.kind !== "all") page.go({ scope: { kind: "all" } });
}
