import { useState } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { Button } from '../../components/button';
import { FormText } from '../../components/form-text';
import { Plus } from '../../components/icons';
import { firstSentence } from '../../lib/markup';
import { formOf } from '../flow';
import { textOf } from '../forms';
import { usePreferences } from '../preferences';
import { useAround } from './context';
import { Frame } from './frame';
import { OnlyIn } from './only-in';

/** The approved text in layers: one card a paragraph with its first sentence, all of it behind one touch. */
export function InformationScreen({ form }: { form: number }) {
  const { words } = usePreferences();
  const { session } = useAround();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const text = textOf(formOf(session, form), session.textLanguage);
  const { introduction, closing, modules, title } = text.form;
  const cards = [
    { name: 'introduction', title, text: introduction ?? '' },
    ...modules.map((module) => ({ name: module.name, title: module.title ?? module.name, text: module.text ?? '' })),
    { name: 'closing', title: words.filmSummary, text: closing ?? '' },
  ].filter((card) => card.text);
  const all = open.size === cards.length;

  return (
    <Frame name="information" title={words.infoTitle} wide next={{ label: words.infoDone }}>
      <div className="row between">
        <p className="lead">{words.infoText}</p>
        <Button onPress={() => setOpen(new Set(all ? [] : cards.map((card) => card.name)))}>
          {all ? words.infoLess : words.infoAll}
        </Button>
      </div>
      <OnlyIn text={text} />
      <div className="cards">
        {cards.map((card, at) => (
          <Disclosure
            key={card.name}
            className="info-card"
            isExpanded={open.has(card.name)}
            onExpandedChange={(expanded) =>
              setOpen((before) => {
                const after = new Set(before);
                if (expanded) after.add(card.name);
                else after.delete(card.name);
                return after;
              })
            }
          >
            <Heading level={2} className="info-heading">
              <AriaButton slot="trigger" className="info-trigger">
                <span className="info-number" aria-hidden="true">
                  {at + 1}
                </span>
                <span className="info-words" lang={card.name === 'closing' ? undefined : text.language}>
                  <span className="info-title">{card.title}</span>
                  <span className="info-first" lang={text.language}>
                    {firstSentence(card.text)}
                  </span>
                </span>
                <span className="info-sign" aria-hidden="true">
                  <Plus />
                </span>
              </AriaButton>
            </Heading>
            <DisclosurePanel className="info-panel">
              <FormText text={card.text} lang={text.language} />
            </DisclosurePanel>
          </Disclosure>
        ))}
      </div>
    </Frame>
  );
}
