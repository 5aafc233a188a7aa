// The page: one state, drawn anew in the places that a change touches.

import { Canvas } from "./canvas.js";
import { drawCard } from "./card.js";
import { el, fill, keepingFocus } from "./dom.js";
import { drawFacets } from "./facets.js";
import { FACETS, applyFilters, filtering } from "./filter.js";
import { Model } from "./model.js";
import { leaders, makeScene } from "./scene.js";
import { drawBar, drawTop } from "./shell.js";
import { fromLink, toLink } from "./state.js";
import { drawStory } from "./story.js";
import { drawTable } from "./table.js";
import { drawCompare, drawDisputed } from "./versus.js";
import { Words } from "./words.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Selected} Selected
 */

export class Page {
  /**
   * @param {HTMLElement} root
   * @param {Model} model
   * @param {Record<string, Record<string, string>>} strings
   * @param {State} state
   */
  constructor(root, model, strings, state) {
    this.root = root;
    this.model = model;
    this.strings = strings;
    this.state = state;
    this.words = new Words(model, strings, state.language);
    this.filtered = applyFilters(model, state.filters);
    this.mostEvidence = model.evidence.reduce((a, b) => Math.max(a, b), 1);
    this.openFacets = new Set(["type", "polarity", "modality", "predicate"]);
    /** @type {Canvas | undefined} */
    this.canvas = undefined;
    this.drawnScene = "";
    this.pathFrom = -1;
    /** @type {Map<number, number[]>} */
    this.against = new Map();
    for (const [a, b] of model.core.disputes) {
      this.against.set(a, [...(this.against.get(a) || []), b]);
      this.against.set(b, [...(this.against.get(b) || []), a]);
    }
    /** @type {Map<string, string>} */
    this.groupNames = new Map();
    this.top = el("header", { class: "top" });
    this.facets = el("aside", { class: "facets" });
    this.bar = el("div", { class: "crumbs" });
    this.view = el("div", { class: "view" });
    this.canvasHolder = el("div", { class: "canvas", tabindex: 0, role: "application", hidden: true });
    this.centre = el("main", { class: "centre", tabindex: -1 }, this.bar, this.view, this.canvasHolder);
    this.card = el("section", { class: "card" });
    this.reader = el(
      "section",
      { class: "reader" },
      el("div", { class: "reader-head" }),
      el("div", { class: "reader-text", tabindex: 0, lang: "zh", role: "region" }),
    );
    this.side = el(
      "aside",
      { class: "side" },
      el("button", { type: "button", class: "close", onclick: () => this.showSheet("") }, "×"),
      this.card,
      this.reader,
    );
    this.live = el("div", { class: "unseen", role: "status", "aria-live": "polite" });
    fill(root, this.top, this.facets, this.centre, this.side, this.live);
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== toLink(this.model, this.state))
        this.take(fromLink(this.model, location.hash, this.state));
    });
    this.take(state);
  }

  /** Draws a whole new state. @param {State} state */
  take(state) {
    this.state = state;
    this.words = new Words(this.model, this.strings, state.language);
    this.groupNames.clear();
    this.filtered = applyFilters(this.model, state.filters);
    document.documentElement.lang = state.language;
    document.documentElement.dataset.theme = state.theme;
    this.drawnScene = "";
    this.reader.querySelector(".reader-text").setAttribute("aria-label", this.words.say("reader.label"));
    this.facets.setAttribute("aria-label", this.words.say("facets.label"));
    this.side.setAttribute("aria-label", this.words.say("side.label"));
    this.side.querySelector(".close").setAttribute("aria-label", this.words.say("close"));
    drawTop(this, this.top);
    this.drawAll();
  }

  drawAll() {
    keepingFocus(this.facets, () => drawFacets(this, this.facets));
    keepingFocus(this.bar, () => drawBar(this, this.bar));
    this.drawView();
    keepingFocus(this.card, () => drawCard(this, this.card, this.reader));
  }

  /** Changes the state. @param {Partial<State>} change */
  go(change) {
    const before = this.state;
    this.state = { ...before, ...change };
    const link = `#${toLink(this.model, this.state)}`;
    const place = change.view !== undefined || change.scope !== undefined;
    try {
      if (place && link !== location.hash) history.pushState(null, "", link);
      else history.replaceState(null, "", link);
    } catch {
      // Some browsers allow a page only so many changes of its address in a while; the view itself has changed.
    }
    if (this.state.language !== before.language || this.state.theme !== before.theme) {
      this.take(this.state);
      return;
    }
    if (change.filters) {
      this.filtered = applyFilters(this.model, this.state.filters);
      this.announce(this.words.say("filter.left", { n: this.filtered.left, all: this.model.claims }));
    }
    if (change.view) {
      for (const tab of this.top.querySelectorAll("[data-view]"))
        tab.setAttribute("aria-current", tab.dataset.view === this.state.view ? "page" : "false");
      this.view.scrollTop = 0;
      this.announce(this.words.say(`view.${this.state.view}`));
      this.showSheet("");
    }
    if (Object.keys(change).every((name) => name === "selected")) this.drawSelected();
    else this.drawAll();
  }

  /** What changes where only another thing is selected. */
  drawSelected() {
    const { selected, view } = this.state;
    if (view === "graph") this.drawGraph();
    const edge = selected?.kind === "edge" ? String(selected.n) : "";
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (
      this.view.querySelectorAll("[aria-pressed][data-claim]")
    )) {
      button.setAttribute("aria-pressed", String(button.dataset.claim === edge));
    }
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.view.querySelectorAll("tr[data-claim]"))) {
      row.classList.toggle("on", row.dataset.claim === edge);
    }
    keepingFocus(this.card, () => drawCard(this, this.card, this.reader));
  }

  /** Selects an entity or a claim. @param {Selected | null} selected */
  choose(selected) {
    this.go({ selected });
    if (!selected) return;
    this.announce(selected.kind === "edge" ? this.words.claim(selected.n) : this.words.entity(selected.n));
    this.card.scrollTop = 0;
    this.showSheet("side");
  }

  /** @param {typeof FACETS[number]} facet @param {number} value */
  toggleFilter(facet, value) {
    const chosen = this.state.filters[facet];
    const next = chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value];
    this.go({ filters: { ...this.state.filters, [facet]: next } });
  }

  /** @param {number} edge @returns {number[]} the claims that stand against it */
  rivals(edge) {
    return this.against.get(edge) || [];
  }

  /** Asks where a path shall lead. @param {number} from */
  startPath(from) {
    this.pathFrom = from;
    drawBar(this, this.bar);
    /** @type {HTMLElement | null} */ (this.bar.querySelector("input"))?.focus();
  }

  /** @param {number} node */
  startCompare(node) {
    const [a, b] = this.state.pair;
    this.go({ view: "compare", pair: a >= 0 && b < 0 && a !== node ? [a, node] : [node, b === node ? -1 : b] });
  }

  /** Says something to those who listen. @param {string} words */
  announce(words) {
    this.live.textContent = words;
  }

  /** On narrow screens: the filters or the card over everything else. @param {"" | "facets" | "side"} sheet */
  showSheet(sheet) {
    const narrow = matchMedia(sheet === "side" ? "(max-width: 760px)" : "(max-width: 1180px)").matches;
    this.root.dataset.sheet = narrow ? sheet : "";
  }

  openReader() {
    this.showSheet("side");
    this.reader.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} group @returns {string} */
  groupName(group) {
    let name = this.groupNames.get(String(group));
    if (!name) {
      name = leaders(this.model, group, 2)
        .map((n) => this.words.entity(n))
        .join("、");
      this.groupNames.set(String(group), name);
    }
    return name;
  }

  drawView() {
    const { view } = this.state;
    this.canvasHolder.hidden = view !== "graph";
    this.view.hidden = view === "graph";
    this.root.dataset.view = view;
    if (view === "graph") this.drawGraph();
    else {
      const draw = { story: drawStory, table: drawTable, compare: drawCompare, disputed: drawDisputed }[view];
      keepingFocus(this.view, () => draw(this, this.view));
    }
  }

  drawGraph() {
    const { state, model } = this;
    this.canvasHolder.setAttribute("aria-label", this.words.say("canvas.label"));
    this.canvas ||= new Canvas(this.canvasHolder, model, {
      onNode: (node) =>
        node.kind === "group"
          ? this.go({ scope: { kind: "group", group: node.n } })
          : this.choose({ kind: "node", n: node.n }),
      onEdge: (edge) => edge.kind === "claim" && this.choose({ kind: "edge", n: edge.e }),
      onGround: () => this.choose(null),
      hint: (key) => this.hint(key),
      name: (node) => (node.kind === "group" ? this.groupName(node.n) : this.words.entity(node.n)),
      verb: (edge) => this.words.predicate(model.p[edge.e]),
    });
    const selected = state.selected ? `${state.selected.kind === "node" ? "n" : "e"}${state.selected.n}` : "";
    const place = JSON.stringify([state.scope, state.filters]);
    const wanted = `${place} ${state.language} ${state.theme}`;
    if (wanted === this.drawnScene) {
      this.canvas.select(selected);
      return;
    }
    const refit = !this.drawnScene.startsWith(`${place} `);
    this.drawnScene = wanted;
    const scene = makeScene(model, state.scope, this.filtered.passes, filtering(state.filters), this.screen());
    this.canvas.draw(scene, state.theme, selected, refit);
    this.bar
      .querySelector(".drawn")
      ?.replaceChildren(
        this.words.say("graph.drawn", { nodes: scene.nodes.length, edges: scene.edges.length }),
        scene.left ? ` · ${this.words.say("more", { n: scene.left })}` : "",
      );
    if (state.scope.kind === "path" && !scene.paths.length) this.announce(this.words.say("path.none"));
  }

  /** @returns {{width: number, height: number}} what the canvas has */
  screen() {
    return {
      width: this.canvasHolder.clientWidth || this.centre.clientWidth,
      height: this.canvasHolder.clientHeight || this.centre.clientHeight,
    };
  }

  /** @param {string} key */
  hint(key) {
    const number = Number(key.slice(1));
    if (key[0] === "n")
      return `${this.words.entity(number)} · ${this.words.type(this.model.type[number])} · ${this.words.say("card.claims", { n: this.model.degree[number] })}`;
    if (key[0] === "e") return this.words.claim(number);
    if (key[0] === "g") {
      const node = this.canvas?.nodeByKey.get(key);
      return this.words.say("group.hint", { name: this.groupName(number), n: node?.weight ?? 0 });
    }
    return "";
  }

  /** @returns {{claims: number[], whole: boolean}} the claims in sight; whole: filters alone give them */
  inSight() {
    const { model, filtered, state } = this;
    if (state.view === "graph" && this.canvas) {
      const claims = this.canvas.scene.edges
        .filter((e) => e.kind === "claim")
        .map((e) => e.e)
        .sort((a, b) => a - b);
      if (claims.length || state.scope.kind !== "all") return { claims, whole: claims.length === filtered.left };
    }
    const claims = [];
    for (let e = 0; e < model.claims; e++) if (filtered.passes[e]) claims.push(e);
    return { claims, whole: true };
  }
}
