import { createContext, useContext, type Dispatch } from 'react';
import type { CaptureContent } from '../../lib/api/client';
import type { Happening, Session } from '../flow';

export type Ending = 'later' | 'abandoned' | 'declined';

/** What every screen of a session may use. */
export interface Around {
  session: Session;
  dispatch: Dispatch<Happening>;
  online: boolean;
  /** Credential of the tablet, for staff who come and for delivering. */
  tablet: string;
  /** What has been decided and signed until now. */
  content: () => CaptureContent;
  /** Hands it in; what follows is shown by the session. */
  submit: (content: CaptureContent) => Promise<void>;
  end: (ending: Ending) => void;
  refuse: () => void;
  /** Takes back what was given before; only where the birthday was said. */
  withdraw: () => void;
  ask: () => void;
  leave: () => void;
  display: () => void;
}

export const AroundContext = createContext<Around | undefined>(undefined);

export function useAround(): Around {
  const around = useContext(AroundContext);
  if (!around) throw new Error('There is no session around this.');
  return around;
}
