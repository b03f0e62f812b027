import type { CaptureText } from '../../lib/api/client';
import { tagOf } from '../../lib/i18n/languages';
import { usePreferences } from '../preferences';

/** Says that a form is not in the language of the frame: its words are never translated by us. */
export function OnlyIn({ text }: { text: CaptureText }) {
  const { words, language } = usePreferences();
  if (tagOf[language].split('-')[0] === text.language.split('-')[0]) return null;
  const name = new Intl.DisplayNames([tagOf[language]], { type: 'language' }).of(text.language) ?? text.language;
  return (
    <p className="notice warm" role="note">
      {words.infoOnly(name)}
    </p>
  );
}
