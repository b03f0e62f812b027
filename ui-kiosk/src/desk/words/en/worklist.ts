import type { worklist as german } from '../de/worklist';
import type { Wide } from '../wide';

/** Worklists. */
export const worklist: Wide<typeof german> = {
  worklist: {
    title: 'Worklists',
    lists: {
      open: 'To do',
      expires: 'Expiring',
      'turns-adult': 'Turning 18',
      withdrawals: 'Open withdrawals',
      asking: 'To be asked',
    },
    kinds: {
      'refusal-after-consent': 'Refusal after a consent',
      'majority-reached': 'has turned 18',
      expired: 'expired',
      'person-split': 'Person split',
      'withdrawal-open': 'Withdrawal not done everywhere',
    },
    what: 'What',
    due: 'due',
    since: 'since',
    receiver: 'Receiver',
    person: 'Open the patient',
    done: 'Done',
    taskStates: { requested: 'told', accepted: 'in progress', completed: 'done', failed: 'failed' },
    within: 'Within the next 90 days.',
    empty: 'Nothing to do.',
  },
};
