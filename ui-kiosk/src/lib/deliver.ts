import { ask, client, type CaptureDelivery, type CaptureReceipt, type Result } from './api/client';
import { deliveries } from './store';

/**
 * Delivers what is sealed. It stays here until the server says that it is received, however often it has to be sent: the
 * server answers the same to the same session.
 */
export async function deliver(key: string, delivery: CaptureDelivery): Promise<Result<CaptureReceipt>> {
  const result = await ask(
    client(key).POST('/api/consent/tablet/deliveries', {
      body: delivery,
      headers: { 'Idempotency-Key': delivery.capture },
    }),
  );
  if (result.kind === 'answer') await deliveries.forget(delivery.capture);
  return result;
}

/** What no repetition can change: the session is over, or was never this tablet's. The server has written it down. */
const isFinal = (status: number): boolean => status === 404 || status === 409 || status === 422;

/** Delivers everything that waits; gives how many are left. */
export async function deliverAll(key: string): Promise<number> {
  for (const delivery of await deliveries.all()) {
    const result = await deliver(key, delivery);
    if (result.kind === 'refused' && isFinal(result.status)) await deliveries.forget(delivery.capture);
    if (result.kind === 'offline') break;
  }
  return (await deliveries.all()).length;
}
