import { Button } from '../../components/button';
import { Check } from '../../components/icons';
import { go } from '../../lib/router';
import type { Portal } from '../api';
import { useDates, useLook } from '../look';
import { useHere } from '../portal';

/** It holds from now on; the proof is a document. */
export function Receipt({ receipt }: { receipt: Portal['WithdrawalReceipt'] }) {
  const { words } = useLook();
  const { moment } = useDates();
  const { openDocument } = useHere();
  return (
    <div className="receipt" data-part="receipt">
      <span className="receipt-sign" aria-hidden="true">
        <Check />
      </span>
      <h1>{words.receiptTitle}</h1>
      <p className="lead">{moment(receipt.recordedAt)}</p>
      <p>{words.receiptText}</p>
      <div className="stack">
        {receipt.documents.map((document) => (
          <Button key={document.id} look="primary" wide onPress={() => openDocument(document)}>
            {words.receiptDocument}
          </Button>
        ))}
        <Button wide onPress={() => go('withdrawals')}>
          {words.receiptStatus}
        </Button>
        <Button look="plain" onPress={() => go('overview')}>
          {words.receiptDone}
        </Button>
      </div>
    </div>
  );
}
