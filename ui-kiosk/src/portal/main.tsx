import '../styles/tokens.css';
import '../styles/fonts.css';
import '../styles/base.css';
import '../styles/parts.css';
import '../styles/portal.css';
import '../styles/portal-screens.css';
import '../styles/portal-lists.css';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { LookProvider } from './look';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <LookProvider>
      <App />
    </LookProvider>,
  );
