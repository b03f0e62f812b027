import { de, type Words } from './de';

export type { Words };

/** Languages of the desk: staff have German or English. */
export const languages = ['de', 'en'] as const;
export type Language = (typeof languages)[number];
export const languageNames: Record<Language, string> = { de: 'Deutsch', en: 'English' };

export const isLanguage = (text: string): text is Language => (languages as readonly string[]).includes(text);

export async function wordsOf(language: Language): Promise<Words> {
  return language === 'de' ? de : (await import('./en')).en;
}
