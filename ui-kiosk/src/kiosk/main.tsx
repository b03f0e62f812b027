import '../styles/tokens.css';
import '../styles/fonts.css';
import '../styles/base.css';
import '../styles/parts.css';
import '../styles/screens.css';
import { createRoot } from 'react-dom/client';
import { keepProgram } from '../lib/keep-program';
import { App } from './app';
import { PreferencesProvider } from './preferences';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <PreferencesProvider>
      <App />
    </PreferencesProvider>,
  );
keepProgram('/kiosk/sw.js', '/kiosk/');
// the tablet's back key must find nothing to go back to
addEventListener('popstate', () => location.replace(location.pathname));
