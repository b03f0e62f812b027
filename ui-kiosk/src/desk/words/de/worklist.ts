/** Worklists. */
export const worklist = {
  worklist: {
    title: 'Arbeitslisten',
    lists: {
      open: 'Zu erledigen',
      expires: 'Läuft ab',
      'turns-adult': 'Wird 18',
      withdrawals: 'Offene Widerrufe',
      asking: 'Zu fragen',
    },
    kinds: {
      'refusal-after-consent': 'Ablehnung nach Einwilligung',
      'majority-reached': 'ist 18 geworden',
      expired: 'abgelaufen',
      'person-split': 'Person getrennt',
      'withdrawal-open': 'Widerruf noch nicht überall umgesetzt',
    },
    what: 'Was',
    due: 'fällig',
    since: 'seit',
    receiver: 'Empfänger',
    person: 'Patient öffnen',
    done: 'Erledigt',
    taskStates: {
      requested: 'benachrichtigt',
      accepted: 'in Arbeit',
      completed: 'umgesetzt',
      failed: 'fehlgeschlagen',
    },
    within: 'In den nächsten 90 Tagen.',
    empty: 'Nichts zu tun.',
  },
};
