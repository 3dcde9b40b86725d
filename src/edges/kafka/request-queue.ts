import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'

/**
 * kafkajs sets a timer after every answer, and with nothing pending its delay is negative (issue 1751): Node 24 warns of
 * each and fires after a millisecond. With nothing pending there is nothing to look after; a request that is put off sets
 * the timer itself, with a delay of its own.
 */
export const withoutIdleTimers = (): void => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its queue below
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this)
  }
}

withoutIdleTimers()
