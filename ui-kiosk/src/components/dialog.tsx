import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useKeptFocus } from './kept-focus';

interface Props {
  title: string;
  onClose?: () => void;
  role?: 'dialog' | 'alertdialog';
  wide?: boolean;
  children: ReactNode;
}

/** Something in front of the screen. Without `onClose` it has to be answered. */
export function Dialog({ title, onClose, role = 'dialog', wide, children }: Props) {
  const within = useKeptFocus();
  return (
    <ModalOverlay
      className="veil"
      isOpen
      isDismissable={onClose !== undefined}
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Modal className={`sheet${wide ? ' wide' : ''}`}>
        <AriaDialog className="sheet-body" role={role} ref={within}>
          <Heading slot="title" className="sheet-title">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
