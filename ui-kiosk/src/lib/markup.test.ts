import { describe, expect, it } from 'vitest';
import { blocksOf, firstSentence, wordsIn } from './markup';

describe('a form’s text', () => {
  it('keeps what shapes it and nothing else', () => {
    expect(blocksOf('<p style="text-align:left">Ein <b>Ja</b></p><ul><li>eins</li></ul>')).toEqual([
      { name: 'p', children: ['Ein ', { name: 'strong', children: ['Ja'] }] },
      { name: 'ul', children: [{ name: 'li', children: ['eins'] }] },
    ]);
  });

  it('never becomes anything that runs', () => {
    const nodes = blocksOf('<p>a<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;</p>');
    expect(nodes).toEqual([{ name: 'p', children: ['a', 'alert(1)', '<b>'] }]);
  });

  it('loses no word', () => {
    const text = '<div><p>eins <em>zwei</em></p>drei<p>vier</div> fünf &amp; sechs &#8211; &#x2013;';
    expect(wordsIn(blocksOf(text))).toBe('eins zwei drei vier fünf & sechs – –');
  });

  it('has a first sentence', () => {
    expect(
      firstSentence('<p><strong>Demonstrationstext.</strong> Das Krankenhaus darf Daten sammeln. Und mehr.</p>'),
    ).toBe('Das Krankenhaus darf Daten sammeln.');
  });
});
