import { useEffect, useState } from 'react';
import type { CaptureBundle, TabletHere } from '../../lib/api/client';
import { usePreferences } from '../preferences';
import { StaffSignIn, type StaffHere } from './sign-in';
import { Worklist } from './worklist';

const patience = 120_000;

interface Props {
  tablet: string;
  here: TabletHere;
  onOpen: (bundle: CaptureBundle) => void;
  onClose: () => void;
}

/** The tablet in the hands of staff, between sessions. Left alone it locks again. */
export function Staff({ tablet, here, onOpen, onClose }: Props) {
  const { words } = usePreferences();
  const [staff, setStaff] = useState<StaffHere>();

  useEffect(() => {
    let timer = setTimeout(onClose, patience);
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(onClose, patience);
    };
    addEventListener('pointerdown', again);
    addEventListener('keydown', again);
    return () => {
      clearTimeout(timer);
      removeEventListener('pointerdown', again);
      removeEventListener('keydown', again);
    };
  }, [onClose]);

  if (staff) return <Worklist tablet={tablet} here={here} staff={staff} onOpen={onOpen} onClose={onClose} />;
  return (
    <main className="centre" data-screen="staff-sign-in">
      <div className="card narrow">
        <span className="mark" aria-hidden="true" />
        <h1>{words.staffTitle}</h1>
        <StaffSignIn tablet={tablet} onSignedIn={setStaff} onClose={onClose} />
      </div>
    </main>
  );
}
