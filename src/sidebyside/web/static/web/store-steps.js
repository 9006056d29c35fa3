// @ts-check
// Two steps of IndexedDB as promises, for the stores on this device.

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export function done(request) {
  return new Promise((settle, fail) => {
    request.onsuccess = () => settle(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
export function written(transaction) {
  return new Promise((settle, fail) => {
    transaction.oncomplete = () => settle();
    transaction.onabort = transaction.onerror = () => fail(transaction.error);
  });
}
