import { useState } from 'react';
import { Button } from '../components/button';
import { Choice } from '../components/choice';
import { Dialog } from '../components/dialog';
import { Display } from '../components/icons';
import { Tick } from '../components/tick';
import { directionOf, languageNames, languages, tagOf } from '../lib/i18n/languages';
import { scales, useLook } from './look';

/** Language, size of the letters and contrast, from every screen. */
export function LookButton() {
  const { words, language, scale, contrast, setLanguage, setScale, setContrast } = useLook();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="plain" aria-label={words.show} onPress={() => setOpen(true)}>
        <Display />
        <span className="wide-only">{words.show}</span>
      </Button>
      {open && (
        <Dialog title={words.show} onClose={() => setOpen(false)} wide>
          <Choice
            label={words.language}
            look="names"
            value={language}
            onChange={setLanguage}
            options={languages.map((one) => ({
              value: one,
              text: languageNames[one],
              lang: tagOf[one],
              dir: directionOf(one),
            }))}
          />
          <Choice
            label={words.textSize}
            look="names"
            value={String(scale)}
            onChange={(chosen) => setScale(Number(chosen))}
            options={scales.map((size, at) => ({ value: String(size), text: words.sizes[at] ?? '' }))}
          />
          <Tick text={words.contrast} value={contrast} onChange={setContrast} />
          <Button look="primary" onPress={() => setOpen(false)}>
            {words.close}
          </Button>
        </Dialog>
      )}
    </>
  );
}
