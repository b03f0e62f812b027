import type { Words } from './de';
import { clearing } from './en/clearing';
import { figures } from './en/figures';
import { frame } from './en/frame';
import { letters } from './en/letters';
import { linkage } from './en/linkage';
import { patient } from './en/patient';
import { pseudonyms } from './en/pseudonyms';
import { states } from './en/states';
import { talks } from './en/talks';
import { worklist } from './en/worklist';

export const en: Words = {
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
