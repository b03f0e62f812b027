import { loudest, type Order } from './contract';
import type { Bridge } from './bridge';
import { watchBridge } from './watchdog';
import { follow, unknown, type Afterwards, type Call, type Deed, type Happening, type Mission } from './mission';

export interface Around {
  /** Has staff called at the desk; null takes it back. */
  call: (what: Call | null) => void;
  forget: (after: Afterwards) => void;
  /** The sentence in the language that is chosen, with its language. */
  sentence: (name: 'offer') => { text: string; language: string };
}

/** An id that nobody can guess and that says nothing. */
export const newId = (): string => crypto.randomUUID();

/** Keeps the mission and does at once what it says: a touch stops the robot without waiting for the next picture. */
export class Pilot {
  #mission: Mission = unknown;
  #listeners = new Set<() => void>();
  #around: Around | undefined;
  #heard: () => void = () => undefined;

  constructor(private readonly bridge: Bridge) {
    bridge.hear((report) => {
      this.#heard();
      this.happens({ kind: 'report', report });
    });
  }

  get mission(): Mission {
    return this.#mission;
  }

  /**
   * Asks the robot how things are, goes on with what was begun before everything was forgotten, and notices from now on
   * when it stops answering.
   * @returns what ends that.
   */
  begin(after: Afterwards | undefined): () => void {
    if (after === 'leave') {
      const once = this.watch(() => {
        if (this.#mission.wrong.includes('silent')) return once(); // given up
        if (!this.#mission.home) return; // where home is, the robot says first
        once();
        this.happens({ kind: 'returned', after, id: newId() });
      });
    } else if (after) {
      this.happens({ kind: 'returned', after, id: newId() });
    }
    const watched = watchBridge(
      this.bridge,
      { silent: () => this.happens({ kind: 'silent' }), again: () => this.happens({ kind: 'answering' }) },
      after === 'silent',
    );
    this.#heard = watched.heard;
    this.bridge.send({ type: 'hello' });
    return watched.end;
  }

  /** What deeds need of the page, which changes with its language. */
  surround(around: Around): void {
    this.#around = around;
  }

  happens = (happening: Happening): void => {
    const [mission, deeds] = follow(this.#mission, happening);
    this.#mission = mission;
    for (const deed of deeds) this.#do(deed);
    for (const listener of [...this.#listeners]) listener();
  };

  watch = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #do(deed: Deed): void {
    switch (deed.kind) {
      case 'order':
        return this.bridge.send(deed.order);
      case 'speak':
        return this.#speak(deed.sentence);
      case 'call':
        return this.#around?.call(deed.what);
      case 'forget':
        return this.#around?.forget(deed.after);
    }
  }

  #speak(name: 'offer'): void {
    const said = this.#around?.sentence(name);
    if (!said) return;
    const order: Order = { type: 'say', id: newId(), ...said, volume: loudest };
    this.bridge.send(order);
  }
}
