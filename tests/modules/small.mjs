// A small graph for the tests of the page's modules: a - b - c, a denied and a possible claim, an entity alone.

const MODULES = "../../kg/export/html/script";
const { Model } = await import(`${MODULES}/model.js`);

/** @param {Partial<{names: string[][], kinds: number[][]}>} [more] */
export function small(more = {}) {
  return new Model({
    title: "t",
    base: "https://kg.example/",
    namespace: "https://kg.example/ns#",
    classes: [
      { name: "X", labels: {}, colour: "#000000", shape: "dot" },
      { name: "Y", labels: {}, colour: "#ffffff", shape: "star" },
    ],
    predicates: [
      { name: "uses", labels: { en: "uses" }, symmetric: false },
      { name: "rivals", labels: {}, symmetric: true },
      { name: "inPhase", labels: {}, symmetric: false },
    ],
    nodes: {
      id: ["a", "b", "c", "d"],
      type: [0, 1, 0, 1],
      label: ["微信支付", "长尾", "O2O模式", "支付宝"],
      hant: ["", "長尾", "", "支付寶"],
      en: ["WeChat Pay", "", "", "Alipay"],
      names: more.names ?? [[], [], [], ["付出宝"]],
      kinds: more.kinds ?? [[], [], [], [2]],
      mentions: [1, 1, 1, 0],
      x: [0, 10, 20, 30],
      y: [0, 0, 0, 0],
      group: [1, 1, 2, 2],
    },
    edges: {
      id: { 0: "first" },
      s: [0, 1, 1, 0],
      o: [1, 2, 2, 2],
      p: [0, 0, 1, 2],
      polarity: [0, 0, 1, 0],
      modality: [0, 1, 0, 0],
      evidence: [2, 1, 1, 1],
      documents: [[0, 1], [0], [0], [1]],
      phases: [[], [0], [], [0]],
    },
    groups: { parent: [-1, 0, 0], x: [0, -50, 50], y: [0, 5, 5], radius: [100, 40, 40] },
    phases: [2],
    lanes: 1,
    order: [],
    member: [2],
    disputes: [],
    documents: [
      { id: "d1", title: "D1", path: "", sha256: "s", by: [], length: 9, quarantined: {}, repairs: 0, repaired: 0 },
      { id: "d2", title: "D2", path: "", sha256: "t", by: [], length: 9, quarantined: {}, repairs: 0, repaired: 0 },
    ],
    readings: {
      微: "wei",
      信: "xin shen",
      支: "zhi",
      付: "fu",
      长: "zhang chang",
      尾: "wei yi",
      宝: "bao",
      模: "mo mu",
      式: "shi",
    },
    variants: { 長: "长", 寶: "宝", 電: "电" },
  });
}

export const ALL = new Uint8Array([1, 1, 1, 1]);
