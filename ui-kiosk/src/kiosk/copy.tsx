import '../styles/tokens.css';
import '../styles/fonts.css';
import '../styles/base.css';
import '../styles/parts.css';
import '../styles/screens.css';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Button } from '../components/button';
import { ask, client } from '../lib/api/client';
import { languageNames, languages, tagOf } from '../lib/i18n/languages';
import { PreferencesProvider, usePreferences } from './preferences';

// On the person's own phone: behind the # stands a link that works once. A touch fetches it, so that a scanner's preview
// does not use it up; the address is cleared before anything else.
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);

function Copy() {
  const { words, language, setLanguage } = usePreferences();
  const [gone, setGone] = useState(token === '');

  const fetchCopy = async () => {
    const result = await ask<Blob>(
      client().POST('/api/consent/copies', { body: { token }, parseAs: 'blob' }) as Promise<{
        data?: Blob;
        response: Response;
      }>,
    );
    setGone(true);
    if (result.kind !== 'answer') return;
    const address = URL.createObjectURL(result.data);
    const link = document.createElement('a');
    link.href = address;
    link.download = 'Einwilligung.pdf';
    link.click();
    URL.revokeObjectURL(address);
  };

  return (
    <main className="centre" data-screen="copy-page">
      <div className="card narrow">
        <span className="mark" aria-hidden="true" />
        <h1>{words.copyTitle}</h1>
        <p className="lead" role="status">
          {gone ? words.copyGone : words.copyReady}
        </p>
        {!gone && (
          <Button look="primary" onPress={() => void fetchCopy()}>
            {words.copyGet}
          </Button>
        )}
        <div className="languages" role="group" aria-label={words.languageTitle}>
          {languages.map((one) => (
            <Button key={one} look="plain" aria-pressed={one === language} onPress={() => setLanguage(one)}>
              <span lang={tagOf[one]}>{languageNames[one]}</span>
            </Button>
          ))}
        </div>
      </div>
    </main>
  );
}

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <PreferencesProvider>
      <Copy />
    </PreferencesProvider>,
  );
