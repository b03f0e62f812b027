import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from './bridge';
import type { Order, Report } from './contract';
import { Pilot } from './pilot';
import { askedEvery } from './watchdog';

/** A bridge of which one end is in the test's hands. */
function bridge() {
  const sent: Order[] = [];
  let listen: (report: Report) => void = () => undefined;
  let answers = true;
  const say = (report: Report) => listen(report);
  const wire: Bridge = {
    send: (order) => {
      sent.push(order);
      if (answers && order.type === 'hello') say({ type: 'ready', home: 'Basis' });
    },
    hear: (hear) => (listen = hear),
  };
  return { wire, sent, say, falls: (silent: boolean) => (answers = !silent) };
}

describe('a robot that stops answering', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function begun(after?: 'leave') {
    const robot = bridge();
    const pilot = new Pilot(robot.wire);
    const calls: (string | null)[] = [];
    const forgotten: string[] = [];
    pilot.surround({
      call: (what) => calls.push(what),
      forget: (then) => forgotten.push(then),
      sentence: () => ({ text: 'x', language: 'de' }),
    });
    return { robot, pilot, calls, forgotten, end: pilot.begin(after) };
  }

  it('is asked every two seconds, and nothing happens as long as it answers', () => {
    const { robot, pilot, calls } = begun();
    vi.advanceTimersByTime(600_000);
    expect(robot.sent.filter(({ type }) => type === 'hello')).toHaveLength(301);
    expect(pilot.mission.stage.kind).toBe('waiting');
    expect(calls).toEqual([]);
  });

  it('is noticed ten seconds after its last word, not sooner, and staff are called once', () => {
    const { robot, pilot, calls } = begun();
    robot.falls(true);
    vi.advanceTimersByTime(8_000);
    expect(pilot.mission.stage.kind).toBe('waiting');
    vi.advanceTimersByTime(2_000);
    expect(pilot.mission.stage).toEqual({ kind: 'fault', fault: 'silent' });
    vi.advanceTimersByTime(60_000);
    expect(calls).toEqual(['silent']);
  });

  it('is ordered to stand still on its way, and again when it answers', () => {
    const { robot, pilot } = begun();
    robot.say({ type: 'locations', locations: ['A'] });
    robot.say({ type: 'battery', percent: 80, charging: false });
    pilot.happens({ kind: 'unlocked', until: Number.MAX_SAFE_INTEGER });
    pilot.happens({ kind: 'sent', id: '1', location: 'A', now: 0 });
    robot.falls(true);
    const before = robot.sent.length;
    vi.advanceTimersByTime(10_000);
    expect(robot.sent.slice(before).filter(({ type }) => type === 'stop')).toHaveLength(1);
    robot.falls(false);
    vi.advanceTimersByTime(askedEvery);
    expect(robot.sent.slice(before).filter(({ type }) => type === 'stop')).toHaveLength(2);
    expect(robot.sent.filter(({ type }) => type === 'goTo')).toHaveLength(1);
    expect(pilot.mission.stage.kind).toBe('waiting');
  });

  it('lets a page that was held up ask once more', () => {
    const { robot, pilot } = begun();
    robot.falls(true);
    vi.setSystemTime(Date.now() + 3_600_000); // an hour without a single turn
    vi.advanceTimersByTime(askedEvery);
    robot.falls(false);
    vi.advanceTimersByTime(askedEvery);
    expect(pilot.mission.stage.kind).toBe('waiting');
  });

  it('does not drive home late, when it answers again after it was given up', () => {
    const { robot, pilot } = begun();
    robot.falls(true);
    pilot.begin('leave');
    vi.advanceTimersByTime(10_000);
    robot.falls(false);
    robot.say({ type: 'ready', home: 'Basis' });
    vi.advanceTimersByTime(60_000);
    expect(robot.sent.filter(({ type }) => type === 'goTo')).toEqual([]);
  });

  it('is not watched any more when its screen is gone', () => {
    const { robot, pilot, end } = begun();
    end();
    robot.falls(true);
    vi.advanceTimersByTime(60_000);
    expect(pilot.mission.stage.kind).toBe('waiting');
  });
});
