import '../styles/tokens.css';
import '../styles/fonts.css';
import '../styles/base.css';
import '../styles/parts.css';
import '../styles/desk.css';
import '../styles/desk-screens.css';
import { createRoot } from 'react-dom/client';
import { keepFocus } from '../components/page-focus';
import { App } from './app';

const root = document.getElementById('root');
if (root) {
  keepFocus(root);
  createRoot(root).render(<App />);
}
