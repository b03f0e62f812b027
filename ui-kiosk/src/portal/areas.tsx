import type { ReactNode } from 'react';
import { Proxies } from './account/proxies';
import { Questions } from './account/questions';
import { Security } from './account/security';
import { Access } from './account/access';
import { Change } from './change/change';
import { Progress } from './change/progress';
import { Consents } from './consent/consents';
import { Documents } from './documents/documents';
import { History } from './documents/history';
import { Uses } from './documents/uses';
import { Overview } from './overview';
import type { Words } from './words';

export interface Area {
  name: keyof Words['nav'];
  screen: () => ReactNode;
  /** Another screen of the area, by the second part of its address. */
  below?: Record<string, () => ReactNode>;
}

/** The table of contents. */
export const areas: readonly Area[] = [
  { name: 'overview', screen: () => <Overview /> },
  { name: 'consent', screen: () => <Consents />, below: { change: () => <Change /> } },
  { name: 'documents', screen: () => <Documents /> },
  { name: 'use', screen: () => <Uses /> },
  { name: 'withdrawals', screen: () => <Progress /> },
  { name: 'history', screen: () => <History /> },
  { name: 'access', screen: () => <Access /> },
  { name: 'proxies', screen: () => <Proxies /> },
  { name: 'ask', screen: () => <Questions /> },
  { name: 'security', screen: () => <Security /> },
];
