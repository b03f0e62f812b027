import { describe, expect, it } from 'vitest';
import { SimulatedRobot } from '../../simulator/robot';
import { faults, readReport, type Fault, type Motion, type Report } from './contract';
import { follow, hindrance, places, unknown, type Deed, type Happening, type Mission, type Stage } from './mission';

const home = 'home base';
const report = (of: Report): Happening => ({ kind: 'report', report: of });

const play = (from: Mission, ...happenings: Happening[]): { mission: Mission; deeds: Deed[] } =>
  happenings.reduce<{ mission: Mission; deeds: Deed[] }>(
    ({ mission, deeds }, happening) => {
      const [after, more] = follow(mission, happening);
      return { mission: after, deeds: [...deeds, ...more] };
    },
    { mission: from, deeds: [] },
  );

const known = play(
  unknown,
  report({ type: 'ready', home }),
  report({ type: 'locations', locations: [home, 'A', 'B'] }),
  report({ type: 'battery', percent: 80, charging: true }),
).mission;
const on = (stage: Stage): Mission => ({ ...known, stage });
const withStaff = on({ kind: 'staff', until: 1_000 });
const send = (location: string, id = 'm1', now = 0): Happening => ({ kind: 'sent', id, location, now });
const status = (of: Motion, id = 'm1', reason?: Fault): Happening =>
  report({ type: 'status', id, location: 'A', status: of, ...(reason ? { reason } : {}) });
const driving = play(withStaff, send('A')).mission;
const drives = (deeds: readonly Deed[]) =>
  deeds.flatMap((deed) => (deed.kind === 'order' && deed.order.type === 'goTo' ? [deed.order.location] : []));
const stops = (deeds: readonly Deed[]) => deeds.some((deed) => deed.kind === 'order' && deed.order.type === 'stop');
const withPeople = (['offer', 'film', 'next', 'session'] as const).map((kind): Stage => ({ kind }));

describe('sending it', () => {
  it('orders one drive however often the tile is touched', () => {
    const { deeds, mission } = play(withStaff, send('A'), send('A', 'm2'), send('B', 'm3'));
    expect(drives(deeds)).toEqual(['A']);
    expect(mission.stage).toMatchObject({ kind: 'driving', id: 'm1', location: 'A', to: 'offer' });
  });

  it('goes only to places that the robot knows, of which its base is no waiting place', () => {
    expect(places(known)).toEqual(['A', 'B']);
    expect(drives(play(withStaff, send('Nirgends')).deeds)).toEqual([]);
    expect(play(withStaff, send(home)).mission.stage).toMatchObject({ kind: 'driving', to: 'home' });
  });

  it('needs staff whose time has not run out', () => {
    for (const stage of [...withPeople, { kind: 'waiting' } as const, { kind: 'fault', fault: 'lost' } as const])
      expect(drives(play(on(stage), send('A')).deeds)).toEqual([]);
    const late = play(withStaff, send('A', 'm1', 1_000));
    expect(drives(late.deeds)).toEqual([]);
    expect(late.mission.stage.kind).toBe('waiting');
    expect(play(withStaff, { kind: 'begun', stage: 'film', now: 1_000 }).mission.stage.kind).toBe('staff');
  });

  it('needs a fifth of the battery, but finds home with less', () => {
    const weak = play(withStaff, report({ type: 'battery', percent: 19, charging: false })).mission;
    expect(hindrance(weak)).toBe('battery');
    expect(drives(play(weak, send('A')).deeds)).toEqual([]);
    expect(drives(play(weak, send(home)).deeds)).toEqual([home]);
  });
});

describe('driving', () => {
  it('mirrors what the robot says of its own drive and of no other', () => {
    for (const motion of ['start', 'calculating', 'going', 'reposing'] as const)
      expect(play(driving, status(motion)).mission.stage).toMatchObject({ motion });
    expect(play(driving, status('complete', 'another')).mission.stage.kind).toBe('driving');
    expect(play(driving, status('abort', 'another', 'lost')).mission.stage.kind).toBe('driving');
  });

  it('asks once when it is there, and is nobody’s when it is home', () => {
    const there = play(driving, status('going'), status('complete'), status('complete'));
    expect(there.mission.stage.kind).toBe('offer');
    expect(there.deeds).toEqual([{ kind: 'speak', sentence: 'offer' }]);
    expect(play(withStaff, send(home), status('complete')).mission.stage.kind).toBe('waiting');
  });

  it('stops at a touch, and goes on only when it is told to', () => {
    const stopped = play(driving, { kind: 'touched' }, { kind: 'touched' }, status('abort'));
    expect(stopped.deeds).toEqual([{ kind: 'order', order: { type: 'stop' } }]);
    expect(stopped.mission.stage.kind).toBe('stopped');
    const lonely = play(stopped.mission, { kind: 'silence' });
    expect(lonely.deeds).toEqual([{ kind: 'call', what: 'stopped' }]);
    expect(drives(play(stopped.mission, { kind: 'resumed', id: 'm2' }).deeds)).toEqual(['A']);
  });

  it('says what is wrong and calls staff where it can’t go on', () => {
    for (const reason of ['obstacle', 'lost'] as const) {
      const { mission, deeds } = play(driving, status('abort', 'm1', reason));
      expect(mission.stage).toEqual({ kind: 'fault', fault: reason });
      expect(deeds).toContainEqual({ kind: 'call', what: reason });
    }
  });
});

describe('with somebody', () => {
  it('leaves without a trace after a no, after silence and at the end', () => {
    for (const [stage, happening] of [
      ['offer', { kind: 'answered', yes: false }],
      ...(['offer', 'film', 'next', 'session'] as const).map((kind) => [kind, { kind: 'silence' }] as const),
      ...(['offer', 'film', 'next', 'session'] as const).map((kind) => [kind, { kind: 'left' }] as const),
    ] as const) {
      const { mission, deeds } = play(on({ kind: stage }), happening);
      expect(mission.stage.kind).toBe('leaving');
      expect(deeds.at(-1)).toEqual({ kind: 'forget', after: 'leave' });
      expect(drives(deeds)).toEqual([]); // it forgets first
    }
    expect(drives(play(known, { kind: 'returned', after: 'leave', id: 'm9' }).deeds)).toEqual([home]);
  });

  it('shows the film after a yes and asks on when it was seen', () => {
    const seen = play(on({ kind: 'offer' }), { kind: 'answered', yes: true }, { kind: 'watched' });
    expect(seen.mission.stage.kind).toBe('next');
    expect(seen.deeds).toEqual([{ kind: 'order', order: { type: 'hush' } }]);
  });

  it.each(['lifted', 'dragged', 'emergency'] as const)('forgets everything when it is %s', (fault) => {
    for (const stage of withPeople) {
      const { mission, deeds } = play(on(stage), report({ type: 'fault', fault, active: true }));
      expect(mission.stage).toEqual({ kind: 'fault', fault });
      expect(deeds).toContainEqual({ kind: 'forget', after: fault });
      expect(stops(deeds)).toBe(true);
    }
  });

  it('forgets everything when it moves without our order', () => {
    for (const stage of withPeople)
      for (const motion of ['start', 'calculating', 'going', 'reposing'] as const) {
        const { mission, deeds } = play(on(stage), status(motion, 'other'));
        expect(deeds).toContainEqual({ kind: 'forget', after: 'moved' });
        expect(mission.stage.kind).toBe('fault');
      }
  });

  it('goes on where only the battery or the network is weak, and calls staff', () => {
    for (const fault of ['battery', 'offline'] as const)
      for (const stage of withPeople) {
        const { mission, deeds } = play(on(stage), report({ type: 'fault', fault, active: true }));
        expect(mission.stage).toEqual(stage);
        expect(deeds).toEqual([{ kind: 'call', what: fault }]);
      }
  });
});

describe('a fault', () => {
  it.each(faults)('%s is shown, stops a drive that it ends, and calls staff', (fault) => {
    const { mission, deeds } = play(driving, report({ type: 'fault', fault, active: true }));
    expect(deeds).toContainEqual({ kind: 'call', what: fault });
    const goesOn = fault === 'battery' || fault === 'offline';
    expect(mission.stage.kind).toBe(goesOn ? 'driving' : 'fault');
    expect(stops(deeds)).toBe(!goesOn);
  });

  it('that is worse stays in front of a weak battery', () => {
    const both = play(
      known,
      { kind: 'returned', after: 'lifted', id: 'x' },
      report({ type: 'fault', fault: 'battery', active: true }),
      report({ type: 'fault', fault: 'lifted', active: true }),
    );
    expect(both.mission.stage).toEqual({ kind: 'fault', fault: 'lifted' });
    expect(both.mission.called).toBe('lifted');
    const put = play(both.mission, report({ type: 'fault', fault: 'lifted', active: false }));
    expect(put.mission.stage).toEqual({ kind: 'fault', fault: 'battery' });
  });

  it('that is over makes nothing move', () => {
    const over = play(
      on({ kind: 'waiting' }),
      report({ type: 'fault', fault: 'lost', active: true }),
      report({ type: 'fault', fault: 'lost', active: false }),
    );
    expect(over.mission.stage.kind).toBe('waiting');
    expect(drives(over.deeds)).toEqual([]);
  });

  it('is taken back at the desk when staff have come', () => {
    const { deeds } = play(known, { kind: 'returned', after: 'dragged', id: 'x' }, { kind: 'unlocked', until: 5 });
    expect(deeds).toEqual([
      { kind: 'call', what: 'dragged' },
      { kind: 'call', what: null },
    ]);
  });
});

describe('a robot that says nothing any more', () => {
  it('is nobody’s at once, whoever stood before it', () => {
    for (const stage of withPeople) {
      const { mission, deeds } = play(on(stage), { kind: 'silent' });
      expect(mission.stage).toEqual({ kind: 'fault', fault: 'silent' });
      expect(deeds).toContainEqual({ kind: 'forget', after: 'silent' });
      expect(stops(deeds)).toBe(true);
    }
  });

  it('is shown as such after it was forgotten who was there, and takes no session while it lasts', () => {
    const begun = play(known, { kind: 'returned', after: 'silent', id: 'x' });
    expect(begun.mission.stage).toEqual({ kind: 'fault', fault: 'silent' });
    expect(begun.deeds).toEqual([{ kind: 'call', what: 'silent' }]);
    const staff = play(begun.mission, { kind: 'unlocked', until: 5 }).mission;
    expect(hindrance(staff)).toBe('fault');
    expect(drives(play(staff, send('A')).deeds)).toEqual([]);
    expect(play(staff, { kind: 'opened' }).deeds).toContainEqual({ kind: 'forget', after: 'silent' });
    expect(play(staff, { kind: 'locked' }).mission.stage).toEqual({ kind: 'fault', fault: 'silent' });
  });

  it('stands still when it answers again, and waits for staff to send it', () => {
    const { mission, deeds } = play(driving, { kind: 'silent' }, { kind: 'answering' });
    expect(deeds.filter((deed) => deed.kind === 'order' && deed.order.type === 'stop')).toHaveLength(2);
    expect(drives(deeds)).toEqual([]);
    expect(mission.stage.kind).toBe('waiting');
    expect(mission.called).toBe('silent');
    const still = play(mission, status('going'), status('abort'));
    expect(stops(still.deeds)).toBe(true);
    expect(still.mission.stage.kind).toBe('waiting');
    const sent = play(still.mission, { kind: 'unlocked', until: 1_000 }, send('B', 'm7'), status('going', 'm7'));
    expect(sent.mission.stage).toMatchObject({ kind: 'driving', id: 'm7', motion: 'going' });
  });
});

describe('the simulated robot', () => {
  it('keeps to the contract, drives there and speaks no louder than it may', () => {
    const robot = new SimulatedRobot(5);
    const heard: Report[] = [];
    robot.connect((text) => heard.push(readReport(text) ?? expect.fail(text)));
    robot.receive('{"temi":"temi.v1","type":"hello"}');
    robot.receive('{"temi":"temi.v1","type":"goTo","id":"m1","location":"Zimmer 2"}');
    for (let at = 0; at < 200; at += 1) robot.tick(100);
    const motions = heard.flatMap((one) => (one.type === 'status' ? [one.status] : []));
    expect(motions).toEqual(['start', 'calculating', 'going', 'complete']);
    robot.receive('{"temi":"temi.v1","type":"say","id":"s","text":"x","language":"de","volume":100}');
    expect(robot.saying?.volume).toBeLessThanOrEqual(55);
  });

  it('hears and says nothing where its bridge is down, and stands still by itself before long', () => {
    const robot = new SimulatedRobot(0.1);
    const heard: string[] = [];
    robot.connect((text) => heard.push(text));
    robot.receive('{"temi":"temi.v1","type":"goTo","id":"m1","location":"Zimmer 2"}');
    const before = heard.length;
    robot.silent = true;
    for (let at = 0; at < 100; at += 1) robot.tick(100);
    robot.receive('{"temi":"temi.v1","type":"stop"}');
    expect(robot.destination).toBe('Zimmer 2');
    for (let at = 0; at < 101; at += 1) robot.tick(100);
    expect(robot.destination).toBeUndefined();
    expect(heard).toHaveLength(before);
  });
});
