import { leastBattery, type Fault, type Motion, type Order, type Report } from './contract';

// A robot's mission. Pure: what has happened in; what is to be shown and what is to be ordered out.

/** Sentences that the robot may speak. There is no other, so that a name can't be among them. */
export type Sentence = 'offer';

/** What can be wrong: what the robot says itself, or that it says nothing any more. */
export type Trouble = Fault | 'silent';

/** What staff are called for, as the service knows it. */
export type Call = Trouble | 'staff' | 'paper' | 'tablet' | 'stopped' | 'moved';

/** With what a page begins that has just forgotten everything. */
export type Afterwards = 'leave' | Trouble | 'moved';

export type Stage =
  /** Nobody's: waits, mostly at its base. */
  | { kind: 'waiting' }
  /** In the hands of staff until that moment, in milliseconds. */
  | { kind: 'staff'; until: number }
  | { kind: 'driving'; id: string; location: string; motion: Motion; to: 'offer' | 'home' }
  /** Somebody touched it on its way. */
  | { kind: 'stopped'; location: string; to: 'offer' | 'home' }
  | { kind: 'offer' }
  | { kind: 'film' }
  | { kind: 'next' }
  /** A session on the robot's own screen; what is in it is not known here. */
  | { kind: 'session' }
  | { kind: 'leaving' }
  | { kind: 'fault'; fault: Trouble | 'moved' };

export interface Mission {
  stage: Stage;
  home: string | undefined;
  locations: readonly string[];
  battery: { percent: number; charging: boolean } | undefined;
  /** What is wrong with the robot right now. */
  wrong: readonly Trouble[];
  /** Staff were called and have not come yet. */
  called: Call | undefined;
  /** It was silent and shall stand still since; whatever it is still about is none of our drives. */
  halted: boolean;
}

export type Happening =
  | { kind: 'report'; report: Report }
  /** The robot has stopped answering, or answers again. */
  | { kind: 'silent' }
  | { kind: 'answering' }
  | { kind: 'unlocked'; until: number }
  | { kind: 'locked' }
  | { kind: 'sent'; id: string; location: string; now: number }
  | { kind: 'touched' }
  | { kind: 'resumed'; id: string }
  | { kind: 'begun'; stage: 'offer' | 'film' | 'session'; now: number }
  | { kind: 'answered'; yes: boolean }
  | { kind: 'silence' }
  | { kind: 'language' }
  | { kind: 'watched' }
  | { kind: 'opened' }
  | { kind: 'called'; what: Call }
  | { kind: 'left' }
  | { kind: 'returned'; after: Afterwards; id: string };

/** What is to be done beside showing the stage. */
export type Deed =
  | { kind: 'order'; order: Extract<Order, { type: 'goTo' | 'stop' | 'hush' }> }
  | { kind: 'speak'; sentence: Sentence }
  | { kind: 'call'; what: Call | null }
  /** Forget everything, whatever is open, and go on with that. */
  | { kind: 'forget'; after: Afterwards };

type Step = readonly [Mission, readonly Deed[]];

export const unknown: Mission = {
  stage: { kind: 'waiting' },
  home: undefined,
  locations: [],
  battery: undefined,
  wrong: [],
  called: undefined,
  halted: false,
};

/** Places to send it to; its base is not one of them. */
export const places = (mission: Mission): readonly string[] => mission.locations.filter((one) => one !== mission.home);

/** Why no mission may begin, or undefined. */
export function hindrance(mission: Mission): 'battery' | 'fault' | 'home' | undefined {
  if (mission.home === undefined) return 'home';
  if (mission.wrong.some((fault) => !isMinor(fault))) return 'fault';
  return !mission.battery || mission.battery.percent < leastBattery ? 'battery' : undefined;
}

/** A person stands before it. */
const isWithSomebody = ({ kind }: Stage): boolean =>
  kind === 'offer' || kind === 'film' || kind === 'next' || kind === 'session';

/** After these nothing that was open on the screen goes on: it may stand before somebody else by now. */
const uproots = (fault: Trouble): boolean =>
  fault === 'lifted' || fault === 'dragged' || fault === 'emergency' || fault === 'silent';

/** These are no reason to stand still where it is in the way. */
const isMinor = (fault: Trouble): boolean => fault === 'battery' || fault === 'offline';

const isMinorStage = (fault: Trouble | 'moved'): boolean => fault !== 'moved' && isMinor(fault);

const only = (mission: Mission): Step => [mission, []];
const order = (what: Extract<Order, { type: 'goTo' | 'stop' | 'hush' }>): Deed => ({ kind: 'order', order: what });
const at = (mission: Mission, stage: Stage): Mission => ({ ...mission, stage });

export function follow(mission: Mission, happening: Happening): Step {
  const { stage } = mission;
  switch (happening.kind) {
    case 'report':
      return heard(mission, happening.report);
    case 'silent':
      return wrong(mission, 'silent');
    case 'answering':
      return answering(mission);
    case 'unlocked':
      return [
        at({ ...mission, called: undefined }, { kind: 'staff', until: happening.until }),
        mission.called ? [{ kind: 'call', what: null }] : [],
      ];
    case 'locked':
      return only(stage.kind === 'staff' ? at(mission, resting(mission)) : mission);
    case 'sent':
      return sent(mission, happening);
    case 'touched':
      if (stage.kind !== 'driving') return only(mission);
      return [at(mission, { kind: 'stopped', location: stage.location, to: stage.to }), [order({ type: 'stop' })]];
    case 'resumed':
      if (stage.kind !== 'stopped') return only(mission);
      return drive(mission, happening.id, stage.location, stage.to);
    case 'begun':
      if (stage.kind !== 'staff' || happening.now >= stage.until) return only(mission);
      return begun(mission, happening.stage);
    case 'answered':
      if (stage.kind !== 'offer') return only(mission);
      return happening.yes ? [at(mission, { kind: 'film' }), [order({ type: 'hush' })]] : leave(mission);
    case 'silence':
      return isWithSomebody(stage)
        ? leave(mission)
        : stage.kind === 'stopped'
          ? call(mission, 'stopped')
          : only(mission);
    case 'language':
      if (stage.kind !== 'offer') return only(mission);
      return [mission, [order({ type: 'hush' }), { kind: 'speak', sentence: 'offer' }]];
    case 'watched':
      return only(stage.kind === 'film' ? at(mission, { kind: 'next' }) : mission);
    case 'opened':
      if (mission.wrong.includes('silent')) return uprooted(mission, 'silent');
      return only(stage.kind === 'next' || stage.kind === 'staff' ? at(mission, { kind: 'session' }) : mission);
    case 'called':
      return call(mission, happening.what);
    case 'left':
      return leave(mission);
    case 'returned':
      return returned(mission, happening.after, happening.id);
  }
}

/** One order to go, however often the tile is touched: after the first it is under way. */
function sent(mission: Mission, { id, location, now }: Extract<Happening, { kind: 'sent' }>): Step {
  if (mission.stage.kind !== 'staff') return only(mission);
  if (now >= mission.stage.until) return only(at(mission, { kind: 'waiting' }));
  const home = location === mission.home;
  if (!home && (hindrance(mission) || !mission.locations.includes(location))) return only(mission);
  return drive(mission, id, location, home ? 'home' : 'offer');
}

const drive = (mission: Mission, id: string, location: string, to: 'offer' | 'home'): Step => [
  at({ ...mission, halted: false }, { kind: 'driving', id, location, motion: 'start', to }),
  [order({ type: 'goTo', id, location })],
];

const begun = (mission: Mission, stage: 'offer' | 'film' | 'session'): Step => [
  at(mission, { kind: stage }),
  stage === 'offer' ? [{ kind: 'speak', sentence: 'offer' }] : [],
];

const call = (mission: Mission, what: Call): Step => [{ ...mission, called: what }, [{ kind: 'call', what }]];

/** First it forgets, then it drives: see `returned`. */
const leave = (mission: Mission): Step => [
  at(mission, { kind: 'leaving' }),
  [order({ type: 'hush' }), { kind: 'forget', after: 'leave' }],
];

/** A page that has forgotten everything goes on: home, or saying what has happened. */
function returned(mission: Mission, after: Afterwards, id: string): Step {
  if (after === 'leave') return mission.home ? drive(mission, id, mission.home, 'home') : only(mission);
  const known = after === 'silent' ? { ...mission, wrong: [...mission.wrong, after] } : mission;
  return [at({ ...known, called: after }, { kind: 'fault', fault: after }), [{ kind: 'call', what: after }]];
}

function heard(mission: Mission, report: Report): Step {
  switch (report.type) {
    case 'ready':
      return only({ ...mission, home: report.home });
    case 'locations':
      return only({ ...mission, locations: [...report.locations] });
    case 'battery':
      return only({ ...mission, battery: { percent: report.percent, charging: report.charging } });
    case 'said':
      return only(mission);
    case 'status':
      return moved(mission, report);
    case 'fault':
      return report.active ? wrong(mission, report.fault) : right(mission, report.fault);
  }
}

function moved(mission: Mission, { id, location, status, reason }: Extract<Report, { type: 'status' }>): Step {
  const { stage } = mission;
  if (isWithSomebody(stage)) {
    // arrived is what it was before; anything else means that it drives without our order
    return status === 'complete' || status === 'abort' ? only(mission) : uprooted(mission, 'moved');
  }
  if (mission.halted)
    return status === 'complete' || status === 'abort' ? only(mission) : [mission, [order({ type: 'stop' })]];
  if (stage.kind === 'waiting' && status !== 'complete' && status !== 'abort')
    return only(at(mission, { kind: 'driving', id, location, motion: status, to: 'home' }));
  if (stage.kind !== 'driving' || stage.id !== id) return only(mission);
  if (status === 'abort') return fault(mission, reason ?? 'obstacle');
  if (status !== 'complete') return only(at(mission, { ...stage, motion: status }));
  return stage.to === 'home' ? only(at(mission, { kind: 'waiting' })) : begun(mission, 'offer');
}

/** Something has gone wrong: said calmly, and staff are called. */
function wrong(mission: Mission, what: Trouble): Step {
  if (mission.wrong.includes(what)) return only(mission);
  const known = { ...mission, wrong: [...mission.wrong, what] };
  if (isWithSomebody(mission.stage)) return uproots(what) ? uprooted(known, what) : call(known, what);
  if (known.stage.kind === 'driving' && isMinor(what)) return call(known, what);
  const worse = known.stage.kind === 'fault' && isMinor(what) && !isMinorStage(known.stage.fault);
  return worse ? only(known) : fault(known, what);
}

function fault(mission: Mission, what: Trouble): Step {
  const [known, deeds] = call(mission, what);
  const moving = mission.stage.kind === 'driving' || mission.stage.kind === 'leaving';
  return [at(known, { kind: 'fault', fault: what }), moving ? [order({ type: 'stop' }), ...deeds] : deeds];
}

/** Nobody's screen any more, whatever was on it. */
const uprooted = (mission: Mission, after: Trouble | 'moved'): Step => [
  at(mission, { kind: 'fault', fault: after }),
  [order({ type: 'stop' }), order({ type: 'hush' }), { kind: 'forget', after }],
];

/** It never drives on by itself: whoever is responsible sends it. */
function right(mission: Mission, what: Trouble): Step {
  const known = { ...mission, wrong: mission.wrong.filter((one) => one !== what) };
  if (mission.stage.kind !== 'fault' || mission.stage.fault !== what) return only(known);
  return only(at(known, resting(known)));
}

/** Whatever it was about while nobody heard of it, it shall stand still now; staff have been called. */
function answering(mission: Mission): Step {
  const [known, deeds] = right(mission, 'silent');
  return [{ ...known, halted: true }, [order({ type: 'stop' }), ...deeds]];
}

/** Where it stays while nobody needs it: before a fault that is still there, if there is one. */
function resting({ wrong }: Mission): Stage {
  const worst = wrong.find((fault) => !isMinor(fault)) ?? wrong[0];
  return worst ? { kind: 'fault', fault: worst } : { kind: 'waiting' };
}
