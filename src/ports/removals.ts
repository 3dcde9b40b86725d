/** What is removed on request, as `removals.v1` says. */
export interface Removals {
  /**
   * Keys of the removals in force (`removalKey`), everything said before the call included. One set, which later calls
   * bring up to date. Errors as the log's.
   */
  current(): Promise<ReadonlySet<string>>
}
