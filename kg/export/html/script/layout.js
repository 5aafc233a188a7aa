// Positions for what was not laid out beforehand: neighbourhoods, paths, what a filter leaves.

/** @typedef {[number, number]} Point */

/**
 * Rings around a middle: each entity beyond the first ring stands near the one it hangs on.
 * @param {number[][]} rings  nodes by distance; rings[0] is the middle
 * @param {(node: number) => number} kind  what is grouped on the first ring
 * @param {(node: number) => number} anchor  the node one ring further in
 * @param {number} gap  room for one node, in pixels
 * @param {number} aspect  how much wider than high
 * @returns {Map<number, Point>}
 */
export function ringed(rings, kind, anchor, gap, aspect) {
  /** @type {Map<number, Point>} */
  const points = new Map();
  /** @type {Map<number, number>} */
  const angles = new Map();
  rings[0].forEach((n, i) => {
    const turn = (i / rings[0].length) * 2 * Math.PI;
    const reach = rings[0].length > 1 ? gap * 0.8 : 0;
    points.set(n, [reach * Math.cos(turn), reach * Math.sin(turn)]);
    angles.set(n, turn);
  });
  let radius = rings[0].length > 1 ? gap * 0.8 : 0;
  rings.slice(1).forEach((ring, depth) => {
    const order = [...ring].sort((a, b) =>
      depth === 0
        ? kind(a) - kind(b) || a - b
        : (angles.get(anchor(a)) || 0) - (angles.get(anchor(b)) || 0) || kind(a) - kind(b) || a - b,
    );
    radius = Math.max(radius + gap * 2, (ring.length * gap) / (2 * Math.PI));
    order.forEach((n, i) => {
      const turn = (i / order.length) * 2 * Math.PI - Math.PI / 2;
      points.set(n, [radius * Math.sqrt(aspect) * Math.cos(turn), (radius / Math.sqrt(aspect)) * Math.sin(turn)]);
      angles.set(n, turn);
    });
  });
  return points;
}

/**
 * Columns from left to right.
 * @param {number[][]} columns
 * @param {number} width
 * @param {number} height
 * @returns {Map<number, Point>}
 */
export function inColumns(columns, width, height) {
  /** @type {Map<number, Point>} */
  const points = new Map();
  columns.forEach((column, c) =>
    column.forEach((n, i) => {
      points.set(n, [(c - (columns.length - 1) / 2) * width, (i - (column.length - 1) / 2) * height]);
    }),
  );
  return points;
}

/**
 * A force-directed layout (Fruchterman and Reingold 1991), the same as layout.py's.
 * @param {number[]} nodes
 * @param {[number, number][]} links
 * @param {number} spacing
 * @returns {Map<number, Point>}
 */
export function spread(nodes, links, spacing) {
  const place = new Map(nodes.map((n, i) => [n, i]));
  const pairs = links.map(([a, b]) => [place.get(a) ?? 0, place.get(b) ?? 0]).filter(([a, b]) => a !== b);
  const ease = Math.min(1, (1.4 * nodes.length) / Math.max(1, pairs.length));
  const weight = new Float64Array(nodes.length);
  for (const [a, b] of pairs) {
    weight[a]++;
    weight[b]++;
  }
  const xs = new Float64Array(nodes.length);
  const ys = new Float64Array(nodes.length);
  [...nodes.keys()]
    .sort((a, b) => weight[b] - weight[a] || a - b)
    .forEach((i, rank) => {
      const turn = rank * Math.PI * (3 - Math.sqrt(5));
      xs[i] = spacing * 0.75 * Math.sqrt(rank) * Math.cos(turn);
      ys[i] = spacing * 0.75 * Math.sqrt(rank) * Math.sin(turn);
    });
  const rounds = Math.max(10, Math.min(80, Math.round(1.5e6 / (nodes.length * nodes.length + 1))));
  for (let turn = 0; turn < rounds; turn++) {
    const dx = new Float64Array(nodes.length);
    const dy = new Float64Array(nodes.length);
    for (let i = 0; i < nodes.length; i++) {
      for (let j = i + 1; j < nodes.length; j++) {
        const ex = xs[i] - xs[j];
        const ey = ys[i] - ys[j];
        const push = (spacing * spacing) / (ex * ex + ey * ey + 1);
        dx[i] += ex * push;
        dy[i] += ey * push;
        dx[j] -= ex * push;
        dy[j] -= ey * push;
      }
    }
    for (const [a, b] of pairs) {
      const ex = xs[a] - xs[b];
      const ey = ys[a] - ys[b];
      const pull = (Math.hypot(ex, ey) / spacing) * ease;
      dx[a] -= ex * pull;
      dy[a] -= ey * pull;
      dx[b] += ex * pull;
      dy[b] += ey * pull;
    }
    const step = spacing * (0.6 * (1 - turn / rounds) + 0.02);
    for (let i = 0; i < nodes.length; i++) {
      const gx = dx[i] - xs[i] * 0.35;
      const gy = dy[i] - ys[i] * 0.35;
      const far = Math.hypot(gx, gy) || 1;
      xs[i] += (gx * Math.min(step, far)) / far;
      ys[i] += (gy * Math.min(step, far)) / far;
    }
  }
  return new Map(nodes.map((n, i) => [n, [xs[i], ys[i]]]));
}
