import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { directionOf, languages, tagOf, type Language } from '../lib/i18n/languages';
import { wordsOf, type Words } from './words';
import { de } from './words/de';

export const scales = [1, 1.2, 1.45] as const;

interface Look {
  language: Language;
  words: Words;
  scale: number;
  contrast: boolean;
  setLanguage: (language: Language) => void;
  setScale: (scale: number) => void;
  setContrast: (contrast: boolean) => void;
}

const Context = createContext<Look | undefined>(undefined);

/** What the browser asks for, where we have it. */
const wished = (): Language =>
  navigator.languages.map((tag) => languages.find((one) => one === tag.slice(0, 2))).find((one) => one) ?? 'de';

/** Language, size and contrast: held in memory alone. */
export function LookProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ language: Language; words: Words }>({ language: 'de', words: de });
  const [scale, setScale] = useState<number>(1);
  const [contrast, setContrast] = useState(() => matchMedia('(prefers-contrast: more)').matches);

  const setLanguage = useCallback((language: Language) => {
    void wordsOf(language).then((words) => setShown({ language, words }));
  }, []);

  useEffect(() => {
    const language = wished();
    if (language !== 'de') setLanguage(language);
  }, [setLanguage]);

  useEffect(() => {
    const root = document.documentElement;
    root.lang = tagOf[shown.language];
    root.dir = directionOf(shown.language);
    root.dataset['contrast'] = contrast ? 'high' : 'normal';
    root.style.setProperty('--scale', String(scale));
  }, [shown.language, contrast, scale]);

  const value = useMemo(
    () => ({ ...shown, scale, contrast, setLanguage, setScale, setContrast }),
    [shown, scale, contrast, setLanguage],
  );
  return (
    <Context value={value}>
      <I18nProvider locale={tagOf[shown.language]}>{children}</I18nProvider>
    </Context>
  );
}

export function useLook(): Look {
  const look = useContext(Context);
  if (!look) throw new Error('There is no look around this.');
  return look;
}

export interface Dates {
  day: (text: string | null | undefined) => string;
  moment: (text: string | null | undefined) => string;
  number: (count: number) => string;
}

const locales: Record<Language, string> = { de: 'de', leicht: 'de', en: 'en-GB', tr: 'tr', ar: 'ar', uk: 'uk' };

/** Days and numbers as people of this language write them, in the hospital's time. */
export function useDates(): Dates {
  const { language } = useLook();
  return useMemo(() => {
    const timeZone = 'Europe/Berlin';
    const days = new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone });
    const moments = new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeStyle: 'short', timeZone });
    const numbers = new Intl.NumberFormat(locales[language]);
    return {
      day: (text) => (text ? days.format(new Date(text.length === 10 ? `${text}T12:00:00Z` : text)) : '–'),
      moment: (text) => (text ? moments.format(new Date(text)) : '–'),
      number: (count) => numbers.format(count),
    };
  }, [language]);
}
