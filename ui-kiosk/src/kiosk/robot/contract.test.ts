import { describe, expect, it } from 'vitest';
import { readOrder, readReport, writeMessage, type Order, type Report } from './contract';

const reports: Report[] = [
  { type: 'ready', home: 'home base' },
  { type: 'locations', locations: ['Wartebereich A', 'Zimmer 3'] },
  { type: 'battery', percent: 71, charging: false },
  { type: 'status', id: 'm1', location: 'Wartebereich A', status: 'going' },
  { type: 'status', id: 'm1', location: 'Wartebereich A', status: 'abort', reason: 'obstacle' },
  { type: 'said', id: 's1', complete: true },
  { type: 'fault', fault: 'lifted', active: true },
];
const orders: Order[] = [
  { type: 'hello' },
  { type: 'goTo', id: 'm1', location: 'Zimmer 3' },
  { type: 'stop' },
  { type: 'say', id: 's1', text: 'Guten Tag.', language: 'de', volume: 55 },
  { type: 'hush' },
];

describe('temi.v1', () => {
  it.each(reports)('reads what a robot reports: $type', (report) => {
    expect(readReport(writeMessage(report))).toEqual(report);
  });

  it.each(orders)('reads what a page orders: $type', (order) => {
    expect(readOrder(writeMessage(order))).toEqual(order);
  });

  it.each([
    undefined,
    {},
    'no JSON',
    '[]',
    'null',
    '{"type":"ready","home":"x"}',
    '{"temi":"temi.v2","type":"ready","home":"x"}',
    '{"temi":"temi.v1","type":"ready"}',
    '{"temi":"temi.v1","type":"locations","locations":["x",3]}',
    '{"temi":"temi.v1","type":"battery","percent":101,"charging":false}',
    '{"temi":"temi.v1","type":"battery","percent":"9","charging":false}',
    '{"temi":"temi.v1","type":"status","id":"a","location":"b","status":"flying"}',
    '{"temi":"temi.v1","type":"status","id":"a","location":"b","status":"abort","reason":"tired"}',
    '{"temi":"temi.v1","type":"fault","fault":"lifted"}',
    `{"temi":"temi.v1","type":"ready","home":"${'x'.repeat(81)}"}`,
    '{"temi":"temi.v1","type":"goTo","id":"a","location":"b"}',
  ])('hears nothing in %j', (text) => {
    expect(readReport(text)).toBeUndefined();
  });
});
