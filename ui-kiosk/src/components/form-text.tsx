import { createElement, Fragment, type ReactNode } from 'react';
import { blocksOf, type Node } from '../lib/markup';

const draw = (nodes: readonly Node[]): ReactNode[] =>
  nodes.map((node, at) =>
    typeof node === 'string' ? (
      <Fragment key={at}>{node}</Fragment>
    ) : node.name === 'br' ? (
      <br key={at} />
    ) : (
      createElement(node.name, { key: at }, ...draw(node.children))
    ),
  );

/** A form's text, word by word as it was approved. Its few marks become elements; nothing else of it becomes markup. */
export function FormText({ text, lang }: { text: string | null | undefined; lang: string }) {
  if (!text) return null;
  return (
    <div className="form-text" lang={lang} dir={lang === 'ar' ? 'rtl' : 'ltr'}>
      {draw(blocksOf(text))}
    </div>
  );
}
