import '../styles/tokens.css';
import '../styles/fonts.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import { keepProgram } from '../lib/keep-program';
import { Attract } from './attract';

const root = document.getElementById('root');
if (root) createRoot(root).render(<Attract />);
keepProgram('/kiosk/sw.js', '/kiosk/');
