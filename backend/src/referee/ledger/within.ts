/**
 * Settles as `work` does, but after the budget (milliseconds) at the latest: then it rejects, and what
 * becomes of `work` is nobody's business any more.
 */
export function within<T>(budgetMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // Where this process was busy, the answer may lie in the socket: it is read before this runs.
      setImmediate(() => reject(new Error(`no answer within ${budgetMs} ms`)));
    }, budgetMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
