import {
  loudest,
  readOrder,
  writeMessage,
  type Fault,
  type Motion,
  type Order,
  type Report,
} from '../kiosk/robot/contract';
import { distance, home, locations, route, type Point } from './ward';

/** Metres a second; a real one is set to about this in a hospital. */
const walking = 0.8;
const speech = 2_500;
/** A page that was not heard of for so long can stop nothing any more. */
const deserted = 20_000;

interface Drive {
  id: string;
  location: string;
  path: Point[];
}

export interface Entry {
  from: 'page' | 'robot';
  text: string;
}

/**
 * A robot as the page sees one: keeps to temi.v1 from the other side, drives on its map and has every fault that one can
 * have. It has no clock of its own, so that tests and the map decide how time goes.
 */
export class SimulatedRobot {
  position: Point = { x: 31, y: 15 };
  percent = 84;
  readonly active = new Set<Fault>();
  readonly log: Entry[] = [];
  saying: { text: string; volume: number } | undefined;
  /** Something stands in its way. */
  blocked = false;
  /** Its bridge is down: nothing passes in either direction. */
  silent = false;
  onChange: () => void = () => undefined;
  #drive: Drive | undefined;
  #spoken: { id: string; left: number } | undefined;
  #send: (text: string) => void = () => undefined;
  #greeted = false;
  #unheard = 0;

  constructor(private readonly speed = walking) {}

  get destination(): string | undefined {
    return this.#drive?.location;
  }

  get charging(): boolean {
    return !this.#drive && distance(this.position, locations[home] ?? this.position) < 0.2;
  }

  connect(send: (text: string) => void): void {
    this.#send = send;
    this.#greeted = false;
  }

  /** What the page has sent; anything that is no order of the contract is not followed. */
  receive(text: unknown): void {
    const order = readOrder(text);
    if (!order || this.silent) return;
    this.#unheard = 0;
    // asked again whether it is there: no news
    if (order.type === 'hello' && this.#greeted) return this.#introduce(false);
    this.#greeted ||= order.type === 'hello';
    this.#note({ from: 'page', text: String(text) });
    this.#obey(order);
    this.onChange();
  }

  /** Time goes by. */
  tick(milliseconds: number): void {
    this.#speak(milliseconds);
    let left = (this.speed * milliseconds) / 1000;
    const drive = this.#drive;
    if (!drive) return;
    this.#unheard += milliseconds;
    if (this.#unheard > deserted) return this.#abort();
    if (this.blocked) return this.#abort('obstacle');
    for (let next = drive.path[0]; next && left > 0; next = drive.path[0]) {
      const far = distance(this.position, next);
      if (far > left) {
        const part = left / far;
        this.position = {
          x: this.position.x + (next.x - this.position.x) * part,
          y: this.position.y + (next.y - this.position.y) * part,
        };
        left = 0;
      } else {
        this.position = next;
        left -= far;
        drive.path.shift();
      }
    }
    this.percent = Math.max(0, this.percent - milliseconds / 60_000);
    if (drive.path.length === 0) this.#arrive(drive);
    this.onChange();
  }

  /** Something happens to it, or is over. */
  cause(fault: Fault, active = true): void {
    if (fault === 'obstacle') {
      this.blocked = active;
    } else {
      if (active) this.active.add(fault);
      else this.active.delete(fault);
      if (active && fault !== 'battery' && fault !== 'offline' && this.#drive) this.#abort(fault);
      this.#say({ type: 'fault', fault, active });
    }
    this.onChange();
  }

  /** Somebody pushes it along. */
  drag(by: Point): void {
    this.cause('dragged', true);
    this.position = { x: this.position.x + by.x, y: this.position.y + by.y };
    this.cause('dragged', false);
  }

  charge(percent: number): void {
    this.percent = percent;
    this.#say({ type: 'battery', percent, charging: this.charging });
    this.onChange();
  }

  #obey(order: Order): void {
    switch (order.type) {
      case 'hello':
        return this.#introduce();
      case 'goTo':
        return this.#go(order.id, order.location);
      case 'stop':
        return this.#drive ? this.#abort() : undefined;
      case 'hush':
        this.saying = this.#spoken = undefined;
        return;
      case 'say':
        this.saying = { text: order.text, volume: Math.min(order.volume, loudest) };
        this.#spoken = { id: order.id, left: speech };
    }
  }

  #introduce(news = true): void {
    this.#say({ type: 'ready', home }, news);
    this.#say({ type: 'locations', locations: Object.keys(locations) }, news);
    this.#say({ type: 'battery', percent: this.percent, charging: this.charging }, news);
    for (const fault of this.active) this.#say({ type: 'fault', fault, active: true }, news);
    if (this.#drive) this.#tell(this.#drive, 'going', undefined, news);
  }

  #go(id: string, location: string): void {
    const to = locations[location];
    const drive = { id, location, path: to ? route(this.position, to) : [] };
    const hindered = [...this.active].find((fault) => fault !== 'offline' && fault !== 'battery');
    if (!to) return this.#tell(drive, 'abort', 'lost');
    if (hindered) return this.#tell(drive, 'abort', hindered);
    this.#drive = drive;
    this.#unheard = 0;
    for (const motion of ['start', 'calculating', 'going'] as const) this.#tell(drive, motion);
  }

  #abort(reason?: Fault): void {
    const drive = this.#drive;
    this.#drive = undefined;
    if (drive) this.#tell(drive, 'abort', reason);
    this.onChange();
  }

  #arrive(drive: Drive): void {
    this.#drive = undefined;
    this.#tell(drive, 'complete');
    this.#say({ type: 'battery', percent: this.percent, charging: this.charging });
  }

  #speak(milliseconds: number): void {
    const spoken = this.#spoken;
    if (!spoken) return;
    spoken.left -= milliseconds;
    if (spoken.left > 0) return;
    this.saying = this.#spoken = undefined;
    this.#say({ type: 'said', id: spoken.id, complete: true });
    this.onChange();
  }

  #tell({ id, location }: Drive, status: Motion, reason?: Fault, news = true): void {
    this.#say({ type: 'status', id, location, status, ...(reason ? { reason } : {}) }, news);
  }

  #say(report: Report, news = true): void {
    if (this.silent) return;
    const text = writeMessage(report);
    if (news) this.#note({ from: 'robot', text });
    this.#send(text);
  }

  #note(entry: Entry): void {
    this.log.push(entry);
    if (this.log.length > 200) this.log.shift();
  }
}
