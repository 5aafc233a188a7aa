import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { ALL, small } from "./small.mjs";

const MODULES = "../../kg/export/html/script";
const { applyFilters, noFilters } = await import(`${MODULES}/filter.js`);
const { placeLabels } = await import(`${MODULES}/labels.js`);
const { ringed, spread } = await import(`${MODULES}/layout.js`);
const { csvCell } = await import(`${MODULES}/save.js`);
const { makeScene } = await import(`${MODULES}/scene.js`);
const { indexNames, plain, search, sounds } = await import(`${MODULES}/search.js`);
const { sha256 } = await import(`${MODULES}/sha256.js`);
const { sparql } = await import(`${MODULES}/sparql.js`);
const { firstState, fromLink, toLink } = await import(`${MODULES}/state.js`);
const { strength, varied } = await import(`${MODULES}/story.js`);
const { length, pieces, slice } = await import(`${MODULES}/text.js`);
const { compareTwo, neighbourhood, shortestPaths } = await import(`${MODULES}/walk.js`);

const article = (text, more = {}) => ({
  text,
  quarantined: [],
  restorations: [],
  sections: [],
  mentions: { step: [], length: [], node: [] },
  ...more,
});

test("sha256 is that of Node for every length around a block", () => {
  for (let size = 0; size < 200; size++) {
    const text = "微x".repeat(size).slice(0, size);
    assert.equal(sha256(text), createHash("sha256").update(text, "utf8").digest("hex"));
  }
});

test("offsets are code points, whatever stands before them", () => {
  const text = article("a😀b𠮷c");
  assert.equal(length(text), 5);
  assert.equal(slice(text, 1, 4), "😀b𠮷");
  assert.equal(slice(text, 4, 5), "c");
});

test("pieces give back the text and know what is marked, removed and mended", () => {
  const text = article("0123456789\nab", { quarantined: [[2, 4, "spam", "r"]], restorations: [[5, 8, "XY", "r"]] });
  const cut = pieces(text, 0, 13, [{ start: 3, end: 6, role: "claim" }]);
  assert.equal(cut.map((p) => p.text).join(""), text.text);
  assert.deepEqual(
    cut.filter((p) => p.quarantined).map((p) => [p.start, p.end]),
    [
      [2, 3],
      [3, 4],
    ],
  );
  assert.deepEqual(
    cut.filter((p) => p.roles.length).map((p) => p.text),
    ["3", "4", "5"],
  );
  // A repair that a mark cuts in two is given once, at its end.
  assert.deepEqual(
    cut.filter((p) => p.restored !== null).map((p) => p.restored),
    ["", "XY"],
  );
});

test("labels never overlap, and the weightiest come first", () => {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 50; round++) {
    const wishes = Array.from({ length: 120 }, (_, i) => ({
      key: `${i}`,
      text: "t",
      x: random() * 600,
      y: random() * 400,
      reach: random() * 20,
      width: 20 + random() * 80,
      must: i < 10,
    }));
    const placed = placeLabels(wishes, [{ left: 0, top: 0, right: 90, bottom: 90 }], [], 60, {
      width: 600,
      height: 400,
    });
    assert.ok(placed.length <= 60 && placed.length > 5);
    for (const [i, a] of placed.entries()) {
      for (const b of placed.slice(i + 1)) {
        assert.ok(
          a.box.right <= b.box.left ||
            b.box.right <= a.box.left ||
            a.box.bottom <= b.box.top ||
            b.box.bottom <= a.box.top,
        );
      }
    }
  }
  const [one] = placeLabels([{ key: "x", text: "t", x: 50, y: 50, reach: 5, width: 20 }], [], [], 1, {
    width: 100,
    height: 100,
  });
  assert.equal(one.key, "x");
});

test("names are compared in one script, lower case, without spaces", () => {
  assert.equal(plain("長 Ｔail", { 長: "长" }), "长tail");
  assert.deepEqual(
    sounds("长a", { 长: "zhang chang" }).map(([full]) => full),
    ["Zhanga", "Changa"],
  );
});

for (const [query, node] of [
  ["长尾", 1],
  ["長尾", 1],
  ["changwei", 1],
  ["zw", 1],
  ["weixin", 0],
  ["wxzf", 0],
  ["wechat pay", 0],
  ["o2o", 2],
  ["moshi", 2],
  ["付出寶", 3],
  ["alipay", 3],
  ["zhifubao", 3],
]) {
  test(`search finds ${query}`, () => {
    const model = small();
    assert.equal(search(model, indexNames(model), query)[0]?.node, node);
  });
}

test("search does not match inside a syllable, nor nothing, nor a pattern", () => {
  const model = small();
  const index = indexNames(model);
  for (const query of ["eixin", "", " ", ".*", "\n"]) assert.deepEqual(search(model, index, query), []);
});

test("filters: what passes, and what each choice would leave", () => {
  const model = small();
  const { passes, left, counts } = applyFilters(model, { ...noFilters(), polarity: [0] });
  assert.deepEqual([...passes], [1, 1, 0, 1]);
  assert.equal(left, 3);
  assert.deepEqual([...counts.polarity], [3, 1]); // the other choice in the same facet
  assert.deepEqual([...counts.modality], [2, 1, 0]);
  assert.deepEqual([...counts.document], [2, 2]);
  assert.equal(applyFilters(model, { ...noFilters(), least: 2 }).left, 1);
  assert.equal(applyFilters(model, { ...noFilters(), phase: [0], polarity: [1] }).left, 0);
});

test("neighbourhoods and paths follow only what passes", () => {
  const model = small();
  assert.deepEqual([...neighbourhood(model, ALL, [0], 1, 80).distance.keys()].sort(), [0, 1, 2]);
  assert.deepEqual([...neighbourhood(model, new Uint8Array([1, 0, 0, 0]), [0], 3, 80).distance.keys()], [0, 1]);
  assert.equal(neighbourhood(model, ALL, [0], 1, 2).left, 1);
  assert.deepEqual(shortestPaths(model, ALL, 0, 2, 9), [[0, 2]]);
  assert.deepEqual(shortestPaths(model, new Uint8Array([1, 1, 1, 0]), 0, 2, 9), [[0, 1, 2]]);
  assert.deepEqual(shortestPaths(model, ALL, 0, 3, 9), []);
});

test("comparing tells what is between, shared, disputed and single", () => {
  const model = small();
  const { between, shared, disputed, onlyA, onlyB } = compareTwo(model, ALL, 0, 1);
  assert.deepEqual([between, shared, disputed, onlyA, onlyB], [[0], [], [], [3], [1, 2]]);
});

test("a link gives back its state", () => {
  const model = small();
  const state = {
    ...firstState(),
    view: "graph",
    scope: { kind: "focus", nodes: [1, 2], depth: 2 },
    selected: { kind: "edge", n: 0 },
    filters: { ...noFilters(), type: [1], document: [0], phase: [0], least: 2 },
    language: "en",
    theme: "dark",
    clean: true,
    pair: [0, 3],
  };
  assert.deepEqual(fromLink(model, `#${toLink(model, state)}`, firstState()), state);
});

test("a link to what is not there leads to the first view", () => {
  assert.deepEqual(
    fromLink(small(), "#view=x&focus=zz&claim=zz&type=Z&depth=9&group=99&lang=xx&theme=x", firstState()),
    firstState(),
  );
});

test("scenes keep to their limits", () => {
  const model = small();
  const screen = { width: 1000, height: 800 };
  assert.equal(makeScene(model, { kind: "all" }, ALL, false, screen).nodes.length, 4);
  assert.equal(makeScene(model, { kind: "all" }, ALL, true, screen).nodes.length, 3);
  const groups = makeScene(model, { kind: "group", group: 0 }, ALL, false, screen);
  assert.deepEqual(
    groups.nodes.map((n) => [n.kind, n.weight]),
    [
      ["group", 2],
      ["group", 2],
    ],
  );
  assert.deepEqual(
    groups.edges.map((e) => e.weight),
    [3],
  );
  const bends = makeScene(model, { kind: "all" }, ALL, false, screen)
    .edges.filter((e) => e.from === "n1")
    .map((e) => e.bend);
  assert.equal(new Set(bends).size, 2); // parallel claims lie apart
});

test("layouts give every node a place of its own", () => {
  const nodes = [3, 5, 8, 9, 12];
  const round = ringed(
    [[3], [5, 8, 9], [12]],
    () => 0,
    () => 5,
    80,
    1.2,
  );
  const forces = spread(
    nodes,
    [
      [3, 5],
      [3, 8],
      [9, 12],
      [3, 3],
    ],
    90,
  );
  for (const points of [round, forces]) {
    assert.deepEqual(
      [...points.keys()].sort((a, b) => a - b),
      nodes,
    );
    assert.equal(new Set([...points.values()].map(([x, y]) => `${x.toFixed()} ${y.toFixed()}`)).size, nodes.length);
  }
});

test("strong claims are plain and often said; no subject fills the list", () => {
  const model = small();
  assert.ok(strength(model, 0) > strength(model, 1));
  assert.deepEqual(varied(model, [0, 1, 2, 3], 4).length, 4);
  assert.deepEqual(varied(model, [0, 1, 2, 3], 1), [0]);
});

test("spreadsheets take no cell for a formula", () => {
  assert.equal(csvCell("=1+1"), "'=1+1");
  assert.equal(csvCell('a"b,c'), '"a""b,c"');
  assert.equal(csvCell("@x\ny"), '"\'@x\ny"');
});

test("queries quote what is in names", () => {
  const model = small();
  model.core.predicates[0].name = "x> } #";
  const query = sparql(model, { ...noFilters(), predicate: [0], document: [0] }, null);
  assert.ok(query.includes("x%3E%20%7D%20%23"));
  assert.ok(query.includes('VALUES ?sha256 { "s" }'));
});
