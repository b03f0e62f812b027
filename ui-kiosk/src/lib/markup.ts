/** Text, or an element of the few that a form's text may have. */
export type Node = string | { name: Kept; children: readonly Node[] };

const kept = ['p', 'ul', 'ol', 'li', 'strong', 'em', 'br'] as const;
type Kept = (typeof kept)[number];

const renamed: Record<string, Kept> = { b: 'strong', i: 'em', h1: 'p', h2: 'p', h3: 'p', h4: 'p', h5: 'p', h6: 'p' };
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const decode = (text: string): string =>
  text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
    const code =
      name[1]?.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

const keptName = (name: string): Kept | undefined => {
  const lower = name.toLowerCase();
  return renamed[lower] ?? kept.find((known) => known === lower);
};

interface Open {
  name: Kept | undefined;
  children: Node[];
}

/** Reads a form's text. Attributes and unknown elements are taken off, their words stay. */
export function blocksOf(text: string): Node[] {
  if (!/<(p|ul|ol|li|div|h[1-6]|br)[\s>/]/i.test(text)) return paragraphs(text);
  const root: Open = { name: undefined, children: [] };
  const open: Open[] = [root];
  let at = 0;
  for (const tag of text.matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*)?\/?>/gi)) {
    add(open, decode(text.slice(at, tag.index)));
    at = tag.index + tag[0].length;
    const name = keptName(tag[2] ?? '');
    if (name === 'br') add(open, { name, children: [] });
    else if (tag[1] === '/') close(open, name);
    else if (name) open.push({ name, children: [] });
  }
  add(open, decode(text.slice(at)));
  while (open.length > 1) close(open, open.at(-1)?.name);
  return root.children.filter((node) => typeof node !== 'string' || node.trim() !== '');
}

function add(open: Open[], node: Node): void {
  if (node !== '') open.at(-1)?.children.push(node);
}

/** Closes up to the element of this name; one that is not open closes nothing. */
function close(open: Open[], name: Kept | undefined): void {
  if (!name || !open.slice(1).some((element) => element.name === name)) return;
  while (open.length > 1) {
    const last = open.pop();
    if (!last?.name) return;
    add(open, { name: last.name, children: last.children });
    if (last.name === name) return;
  }
}

const paragraphs = (text: string): Node[] =>
  text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter(Boolean)
    .map((block): Node => ({ name: 'p', children: [block] }));

/** The words alone. */
export const wordsIn = (nodes: readonly Node[]): string =>
  nodes
    .map((node) => (typeof node === 'string' ? node : wordsIn(node.children)))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A text's first sentence, for the card in front of it. */
export function firstSentence(text: string): string {
  const words = wordsIn(blocksOf(text)).replace(/^Demonstrationstext\.\s*/, '');
  return /^.{20,}?[.!?](?=\s|$)/.exec(words)?.[0] ?? words;
}
