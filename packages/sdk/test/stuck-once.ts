/** A worker's setup whose requests stop its thread for good. */
export default {
  fetch: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
}
