import { languageNames, languages, tagOf } from '../../lib/i18n/languages';
import { useLook } from '../look';

/** A form's words are in the languages it was approved in, and in no other: said where that is not the page's. */
export function OnlyIn({ language }: { language: string }) {
  const { words, language: shown } = useLook();
  const main = language.slice(0, 2);
  if (tagOf[shown].slice(0, 2) === main) return null;
  const known = languages.find((one) => tagOf[one] === main);
  return <p className="only-in">{words.onlyIn(known ? languageNames[known] : language)}</p>;
}
