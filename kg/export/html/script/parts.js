// The data that Python put into the page, part by part, read when it is needed.

/** @type {Map<string, Promise<any>>} */
const reading = new Map();

/**
 * The value of one part, decoded once.
 * @param {string} name
 * @returns {Promise<any>} rejected where the page has no such part
 */
export function part(name) {
  let value = reading.get(name);
  if (!value) {
    value = decode(name);
    reading.set(name, value);
  }
  return value;
}

/** @param {string} name */
async function decode(name) {
  const holder = document.getElementById(`part-${name}`);
  if (!holder) throw new Error(`the page has no part ${name}`);
  const text = holder.textContent || "";
  holder.remove();
  if (holder.dataset.encoding === "json") return JSON.parse(text);
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}
