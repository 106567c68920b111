/** Pictures of a studio that were found damaged or missing while they were served, since this program started. */
const found = new WeakMap<object, Set<string>>()

/** Notes that a stored picture is not what came in; true when that is news. */
export function noteDamaged(storage: object, sha256: string): boolean {
  const known = found.get(storage) ?? new Set<string>()
  found.set(storage, known)
  const isNews = !known.has(sha256)
  known.add(sha256)
  return isNews
}

/** A picture that was put right again (a backup, a disk that is back) is no trouble any more. */
export function noteSound(storage: object, sha256: string): void {
  found.get(storage)?.delete(sha256)
}

export function damagedCount(storage: object): number {
  return found.get(storage)?.size ?? 0
}
