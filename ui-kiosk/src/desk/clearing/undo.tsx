import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { useDesk } from '../desk';

/** Takes something back, with why. */
export function UndoDialog({ onUndo, onClose }: { onUndo: (reason: string) => void; onClose: () => void }) {
  const { words } = useDesk();
  const [reason, setReason] = useState('');
  return (
    <Dialog title={words.clearing.undoTitle} onClose={onClose}>
      <p>{words.clearing.undoText}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim().length >= 3) onUndo(reason.trim());
        }}
      >
        <TextField label={words.clearing.reason} value={reason} onChange={setReason} autoFocus />
        <div className="row between">
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button look="primary" type="submit" isDisabled={reason.trim().length < 3}>
            {words.clearing.undo}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
