import '../styles/tokens.css';
import '../styles/fonts.css';
import '../styles/base.css';
import '../styles/parts.css';
import '../styles/screens.css';
import { createRoot } from 'react-dom/client';
import { keepFocus } from '../components/page-focus';
import { keepProgram } from '../lib/keep-program';
import { begin } from '../lib/wipe';
import { App } from './app';
import { PreferencesProvider } from './preferences';

const root = document.getElementById('root');

/** A robot where there is one and the address asks for it; otherwise the same pages on a plain tablet. */
async function program() {
  if (new URLSearchParams(location.search).get('device') !== 'temi') return <App />;
  const { robotProgram } = await import('./robot/program');
  return (await robotProgram()) ?? <App />;
}

if (root) void program().then((what) => createRoot(root).render(<PreferencesProvider>{what}</PreferencesProvider>));
if (root) keepFocus(root);
keepProgram('/kiosk/sw.js', '/kiosk/');
// the tablet's back key must find nothing to go back to
addEventListener('popstate', () => location.replace(begin()));
