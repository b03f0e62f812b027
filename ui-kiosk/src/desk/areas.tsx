import type { ReactNode } from 'react';
import type { Words } from './words';
import { Patients } from './patient/patients';
import { PatientCard } from './patient/card';
import { ClearingArea } from './clearing/area';
import { Audit } from './figures/audit';
import { Figures } from './figures/figures';
import { Templates } from './figures/templates';
import { Letters } from './letters/letters';
import { PseudonymDomain } from './pseudonyms/domain';
import { PseudonymDomains } from './pseudonyms/domains';
import { Requests } from './requests/requests';
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
  {
    name: 'clearing',
    permissions: ['identity.link'],
    screen: (rest) => <ClearingArea rest={rest} />,
  },
  {
    name: 'pseudonyms',
    permissions: ['pseudonym.statistics'],
    screen: ([domain]) => (domain ? <PseudonymDomain name={decodeURIComponent(domain)} /> : <PseudonymDomains />),
  },
  { name: 'requests', permissions: ['pseudonym.request', 'pseudonym.approve'], screen: () => <Requests /> },
  { name: 'tablets', permissions: ['capture.start'], screen: () => <Tablets /> },
  { name: 'letters', permissions: ['portal.invite', 'portal.answer'], screen: () => <Letters /> },
  { name: 'figures', permissions: ['consent.statistics'], screen: () => <Figures /> },
  { name: 'templates', permissions: ['template.read'], screen: () => <Templates /> },
  { name: 'audit', permissions: ['audit.read'], screen: () => <Audit /> },
];
