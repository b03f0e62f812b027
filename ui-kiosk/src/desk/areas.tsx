import type { ReactNode } from 'react';
import type { Words } from './words';
import { Patients } from './patient/patients';
import { PatientCard } from './patient/card';
import { Worklists } from './worklist/worklists';
import { Tablets } from './patient/tablets';

export interface Area {
  name: keyof Words['nav'];
  /** Any of these lets somebody in. */
  permissions: readonly string[];
  screen: (rest: string[]) => ReactNode;
}

/** The table of contents: where to go, who may, what is there. */
export const areas: readonly Area[] = [
  {
    name: 'patients',
    permissions: ['consent.read'],
    screen: ([detail]) => (detail === 'card' ? <PatientCard /> : <Patients />),
  },
  { name: 'worklist', permissions: ['consent.read'], screen: () => <Worklists /> },
  { name: 'tablets', permissions: ['capture.start'], screen: () => <Tablets /> },
];
