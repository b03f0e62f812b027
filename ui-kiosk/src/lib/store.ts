import type { CaptureDelivery } from './api/client';

// All that a tablet keeps: its own credential, and what was sealed and is not yet received. Nothing in here can be read
// as anything about anybody.

const open = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open('trustcenter-tablet', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('tablet');
      request.result.createObjectStore('deliveries', { keyPath: 'capture' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The store does not open.'));
  });

async function run<T>(
  name: 'tablet' | 'deliveries',
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      // strict: it is on the disk before anybody is told that it is kept
      const transaction = database.transaction(name, mode, { durability: 'strict' });
      const request = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('The store refused.'));
    });
  } finally {
    database.close();
  }
}

export const tabletKey = {
  read: () =>
    run<string | undefined>('tablet', 'readonly', (store) => store.get('key') as IDBRequest<string | undefined>),
  write: (key: string) => run('tablet', 'readwrite', (store) => store.put(key, 'key')),
  forget: () => run('tablet', 'readwrite', (store) => store.delete('key')),
};

export const deliveries = {
  all: () =>
    run<CaptureDelivery[]>('deliveries', 'readonly', (store) => store.getAll() as IDBRequest<CaptureDelivery[]>),
  keep: (delivery: CaptureDelivery) => run('deliveries', 'readwrite', (store) => store.put(delivery)),
  forget: (capture: string) => run('deliveries', 'readwrite', (store) => store.delete(capture)),
};
