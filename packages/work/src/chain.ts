/**
 * The chain that finds what is missing, edited or put in. Each covered row has a *mark* (a short hash of what it says). A seal
 * commits to everything its chain has sealed so far, and to the seal before it:
 *
 * - the *sum* of a chain takes in the mark of a row when the row is sealed, and gives the old one back when the row was changed
 *   or removed by the program, whichever chain had taken it in; so the sums of all chains together are the sum over all rows;
 * - a seal holds the hash of its chain's sum and the hash of the seal before it, and is numbered without a gap.
 *
 * No chain waits for another, rows may come in any order, and a row costs one mark however often it changes.
 */

/** The hash functions, which the platform has. */
export interface ChainHash {
  /** SHA-256 of a text in base64url, 43 signs. */
  digest(text: string): string
  /** {@link SUM_BYTES} bytes that follow from a text and cannot be chosen. */
  spread(text: string): Uint8Array
}

/** Bytes of a sum: 32 numbers of 32 bits, each added for itself. Finding other rows of the same sum is out of reach. */
export const SUM_BYTES = 128
const LANES = SUM_BYTES / 4
/** Signs of a mark: 128 bits and a little. */
const MARK_SIGNS = 22

/** Where a chain stands. `seq` is 0 and `hash` empty before its first seal; `sum` is written as hexadecimal digits. */
export interface ChainState {
  readonly id: number
  readonly seq: number
  readonly hash: string
  readonly sum: string
}

/** A seal as it is stored. `rows` are those that changed with it. */
export interface Seal {
  readonly chainId: number
  readonly seq: number
  readonly atMs: number
  readonly rows: number
  readonly rowsHash: string
  readonly prevHash: string
}

/** The end of a chain as it is kept outside of the database. */
export interface ChainHead {
  readonly chainId: number
  readonly seq: number
  readonly hash: string
}

/** A row's mark before and now; null where there is no row. */
export interface MarkChange {
  readonly key: string
  readonly before: string | null
  readonly after: string | null
}

/** What a chain adds up to before anything was sealed, in hexadecimal. */
export const EMPTY_SUM = "0".repeat(2 * SUM_BYTES)

/** The mark of what a row says, by its values in their order. */
export function computeMark(values: readonly (string | number | null)[], hash: ChainHash): string {
  return hash.digest(JSON.stringify(values)).slice(0, MARK_SIGNS)
}

/** A sum that is being changed: numbers of 32 bits. @throws RangeError where the text is no sum */
export function readSum(text: string): Uint32Array {
  if (!/^[0-9a-f]+$/.test(text) || text.length !== 2 * SUM_BYTES) throw new RangeError("NOT_A_SUM")
  return Uint32Array.from({ length: LANES }, (_, lane) => Number.parseInt(text.slice(8 * lane, 8 * lane + 8), 16))
}

/** The lanes of a sum in hexadecimal, as the database keeps it: eight digits each. */
export function writeSum(sum: Uint32Array): string {
  return Array.from(sum, (lane) => lane.toString(16).padStart(8, "0")).join("")
}

/** Takes a sealed row into a sum (`sign` 1), or gives it back (-1). */
export function addToSum(sum: Uint32Array, key: string, mark: string, sign: 1 | -1, hash: ChainHash): void {
  const bytes = hash.spread(`${key}\n${mark}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, SUM_BYTES)
  for (let lane = 0; lane < LANES; lane++) sum[lane] = (sum[lane] ?? 0) + sign * view.getUint32(4 * lane, true)
}

/** Adds the sum of another chain. */
export function joinSums(sum: Uint32Array, other: Uint32Array): void {
  for (const [lane, value] of other.entries()) sum[lane] = (sum[lane] ?? 0) + value
}

/** The hash of a seal: what the next one holds as `prevHash`, and the head of a chain. */
export function hashSeal({ chainId, seq, atMs, rows, rowsHash, prevHash }: Seal, hash: ChainHash): string {
  return hash.digest(JSON.stringify([chainId, seq, atMs, rows, rowsHash, prevHash]))
}

/** The next seal of a chain over what changed, and where the chain stands with it; null where nothing changed. */
export function sealChanges(
  state: ChainState,
  changes: readonly MarkChange[],
  atMs: number,
  hash: ChainHash,
): { readonly seal: Seal; readonly state: ChainState } | null {
  const changed = changes.filter(({ before, after }) => before !== after)
  if (changed.length === 0) return null
  const lanes = readSum(state.sum)
  for (const { key, before, after } of changed) {
    if (before !== null) addToSum(lanes, key, before, -1, hash)
    if (after !== null) addToSum(lanes, key, after, 1, hash)
  }
  const sum = writeSum(lanes)
  const seq = state.seq + 1
  const seal = { chainId: state.id, seq, atMs, rows: changed.length, rowsHash: hash.digest(sum), prevHash: state.hash }
  return { seal, state: { id: state.id, seq, hash: hashSeal(seal, hash), sum } }
}

/** What a walk over the seals of one chain found: a seal that is not there, or one that is not as it was. */
export interface SealProblem {
  readonly chainId: number
  readonly seq: number
  readonly what: "missing" | "changed"
}

/** Where a walk along a chain is: the number and hash of the seal it passed last, and the hash of the sum that seal holds. */
export interface ChainWalk {
  readonly seq: number
  readonly hash: string
  readonly rowsHash: string
}

/** The beginning of every chain. */
export const WALK_BEGIN: ChainWalk = { seq: 0, hash: "", rowsHash: "" }

/** Passes the next seal, in order of their numbers. A seal that holds another hash than its forerunner's says that one was changed. */
export function passSeal(
  walk: ChainWalk,
  seal: Seal,
  hash: ChainHash,
): { readonly walk: ChainWalk; readonly problem: SealProblem | null } {
  const next = { seq: seal.seq, hash: hashSeal(seal, hash), rowsHash: seal.rowsHash }
  const { chainId } = seal
  if (seal.seq !== walk.seq + 1) return { walk: next, problem: { chainId, seq: walk.seq + 1, what: "missing" } }
  if (seal.prevHash !== walk.hash)
    return { walk: next, problem: { chainId, seq: Math.max(1, walk.seq), what: "changed" } }
  return { walk: next, problem: null }
}

/** Whether a chain ends where it says. */
export function endWalk(walk: ChainWalk, state: ChainState, hash: ChainHash): SealProblem | null {
  const chainId = state.id
  if (walk.seq < state.seq) return { chainId, seq: walk.seq + 1, what: "missing" }
  const isEnd = walk.seq === state.seq && walk.hash === state.hash
  const isSum = walk.rowsHash === (state.seq === 0 ? "" : hash.digest(state.sum))
  return isEnd && isSum ? null : { chainId, seq: walk.seq, what: "changed" }
}

/**
 * Whether a head that was kept outside is in a chain: `stored` is the seal of its number, undefined where there is none. `lost`:
 * the database is older than the head; `other`: it is not the one that the head was taken of, or went on from an older one.
 */
export function judgeHead(head: ChainHead, stored: Seal | undefined, hash: ChainHash): "whole" | "lost" | "other" {
  if (!stored) return "lost"
  return hashSeal(stored, hash) === head.hash ? "whole" : "other"
}
