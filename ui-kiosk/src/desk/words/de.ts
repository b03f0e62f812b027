import { clearing } from './de/clearing';
import { figures } from './de/figures';
import { frame } from './de/frame';
import { letters } from './de/letters';
import { linkage } from './de/linkage';
import { patient } from './de/patient';
import { pseudonyms } from './de/pseudonyms';
import { states } from './de/states';
import { talks } from './de/talks';
import { worklist } from './de/worklist';
import type { Wide } from './wide';

/** Every word of the desk. German is the measure: other languages have exactly these. */
export const de = {
  ...frame,
  ...patient,
  ...states,
  ...worklist,
  ...clearing,
  ...linkage,
  ...letters,
  ...pseudonyms,
  ...figures,
  ...talks,
};

export type Words = Wide<typeof de>;
