import type { Language } from '../../lib/i18n/languages';
import { de, type Words } from './de';

export type { Words };

const loaded: Partial<Record<Language, Words>> = { de };

/** Words of a language; all but German come in their own files. */
export async function wordsOf(language: Language): Promise<Words> {
  const known = loaded[language];
  if (known) return known;
  const words = await {
    de: async () => de,
    leicht: async () => (await import('./leicht')).leicht,
    en: async () => (await import('./en')).en,
    tr: async () => (await import('./tr')).tr,
    ar: async () => (await import('./ar')).ar,
    uk: async () => (await import('./uk')).uk,
  }[language]();
  loaded[language] = words;
  return words;
}
