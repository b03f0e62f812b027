import '../styles/tokens.css';
import '../styles/fonts.css';
import '../styles/base.css';
import '../styles/parts.css';
import '../styles/screens.css';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Button } from '../components/button';
import { FilmPlayer, useCues } from '../components/film-player';
import { languageNames, languages, tagOf } from '../lib/i18n/languages';
import { PreferencesProvider, usePreferences } from './preferences';

// On anybody's own phone: the film and its words. The page knows nobody, asks nothing and sends nothing.

function Information() {
  const { words, language, setLanguage } = usePreferences();
  const [seen, setSeen] = useState(false);
  const cues = useCues();
  return (
    <main className="leaflet" data-screen="information-page">
      <span className="mark" aria-hidden="true" />
      <h1>{words.filmTitle}</h1>
      <div className="languages" role="group" aria-label={words.languageTitle}>
        {languages.map((one) => (
          <Button key={one} look="plain" aria-pressed={one === language} onPress={() => setLanguage(one)}>
            <span lang={tagOf[one]}>{languageNames[one]}</span>
          </Button>
        ))}
      </div>
      <FilmPlayer seen={seen} onSeen={() => setSeen(true)} />
      <h2>{words.filmSummary}</h2>
      <ul className="points">
        {cues.map((cue) => (
          <li key={cue.from}>{cue.text}</li>
        ))}
      </ul>
      <p className="notice">{words.attractStaff}</p>
    </main>
  );
}

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <PreferencesProvider>
      <Information />
    </PreferencesProvider>,
  );
