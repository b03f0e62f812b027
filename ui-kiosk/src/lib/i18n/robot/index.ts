import type { Language } from '../languages';
import { ar } from './ar';
import { de, type RobotWords } from './de';
import { en } from './en';
import { leicht } from './leicht';
import { tr } from './tr';
import { uk } from './uk';

export type { RobotWords };

/** Words of a robot's screens in every language of the frame; all of them come with its program. */
export const robotWords: Record<Language, RobotWords> = { de, leicht, en, tr, ar, uk };
