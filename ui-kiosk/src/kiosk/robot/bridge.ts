import { readReport, writeMessage, type Order, type Report } from './contract';

/** What the robot's shell puts into the page (`WebMessageListener`), or one end of the simulator's channel. */
interface Wire {
  postMessage(text: string): void;
  addEventListener(type: 'message', hear: (event: MessageEvent) => void): void;
}

export interface Bridge {
  send: (order: Order) => void;
  hear: (listen: (report: Report) => void) => void;
}

const patience = 2_000;

const isWire = (value: unknown): value is Wire =>
  typeof value === 'object' &&
  value !== null &&
  'postMessage' in value &&
  typeof value.postMessage === 'function' &&
  'addEventListener' in value &&
  typeof value.addEventListener === 'function';

const over = (wire: Wire): Bridge => ({
  send: (order) => wire.postMessage(writeMessage(order)),
  hear: (listen) =>
    wire.addEventListener('message', (event) => {
      const report = readReport(event.data);
      if (report) listen(report);
    }),
});

/** Whether the address asks for robot mode, and whose robot. */
export const robotAsked = (): 'robot' | 'simulator' | undefined => {
  const asked = new URLSearchParams(location.search);
  if (asked.get('device') !== 'temi') return undefined;
  return asked.get('bridge') === 'simulator' ? 'simulator' : 'robot';
};

/**
 * The robot, if there is one. What its shell put into the page is the only way to a real one: nothing that other windows
 * or frames post to this page is ever listened to. The simulator opened this window, is of the same origin (to which
 * this page belongs anyhow), and is listened to only where the address says so; it hands over a channel of its own.
 */
export async function findBridge(): Promise<Bridge | undefined> {
  const asked = robotAsked();
  const { temi } = globalThis as { temi?: unknown };
  if (asked === 'robot') return isWire(temi) ? over(temi) : undefined;
  const opener = globalThis.opener as Window | null;
  if (asked !== 'simulator' || !opener || opener === globalThis.window) return undefined;
  return new Promise((found) => {
    const hear = (event: MessageEvent) => {
      const [port] = event.ports;
      if (event.origin !== location.origin || event.source !== opener || event.data !== 'temi.v1' || !port) return;
      removeEventListener('message', hear);
      port.start();
      found(over(port));
    };
    addEventListener('message', hear);
    setTimeout(() => {
      removeEventListener('message', hear);
      found(undefined);
    }, patience);
    opener.postMessage('temi.v1', location.origin);
  });
}
